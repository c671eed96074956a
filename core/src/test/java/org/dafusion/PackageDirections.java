package org.dafusion;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.typesafe.config.Config;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who may know whom, for the packages of one module: a package imports only from those before it.
 *
 * @param root the package that holds them
 * @param order their names, the one that knows least first; some may not exist yet
 */
public record PackageDirections(String root, List<String> order) {

  /** The module's own classes, without tests. */
  public JavaClasses classesOfModule() {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
        .importPackages(root);
  }

  /** The package imports from none that comes after it. */
  public ArchRule importsOnlyFromThoseBefore(String name) {
    String[] after = packages(order.subList(order.indexOf(name) + 1, order.size()));
    return noClasses()
        .that()
        .resideInAPackage(one(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(after)
        .because("a package may import only from those before it in " + order)
        .allowEmptyShould(true);
  }

  /** No class lies in a package that the order does not know. */
  public ArchRule everyClassIsInAListedPackage() {
    return classes()
        .that()
        .haveSimpleNameNotEndingWith("package-info")
        .should()
        .resideInAnyPackage(packages(order))
        .because("a new package needs a place in " + order);
  }

  /** Only the named packages know these classes or packages, such as {@code "ai.djl.."}. */
  public ArchRule onlyIn(List<String> allowed, String known) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages(allowed))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(known)
        .because("only " + allowed + " may know " + known)
        .allowEmptyShould(true);
  }

  /** Only the named packages know this class. */
  public ArchRule classOnlyIn(List<String> allowed, String className) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages(allowed))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(className)
        .because("only " + allowed + " may know " + className)
        .allowEmptyShould(true);
  }

  /** Settings come in through {@code from(Config)}; private helpers of it may exist. */
  public ArchRule configComesInThroughFrom(List<String> free) {
    return methods()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackages(packages(free))
        .and()
        .areNotPrivate()
        .and(DescribedPredicate.describe("take a Config", takesConfig()))
        .should()
        .haveName("from")
        .because("a consumer takes the values that it needs, not the configuration")
        .allowEmptyShould(true);
  }

  private static Predicate<JavaMethod> takesConfig() {
    return method ->
        method.getRawParameterTypes().stream().anyMatch(type -> type.isAssignableTo(Config.class));
  }

  /** No object keeps a configuration. */
  public ArchRule configIsNotKept(List<String> free) {
    return noFields()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackages(packages(free))
        .should()
        .haveRawType(Config.class)
        .because("settings are records that were checked when they were built")
        .allowEmptyShould(true);
  }

  /** Only the named packages print to the console or end the JVM. */
  public ArchRule printsAndExitsOnlyIn(List<String> allowed) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages(allowed))
        .should(ACCESS_STANDARD_STREAMS)
        .orShould()
        .callMethodWhere(
            target(nameMatching("exit|halt"))
                .and(
                    target(
                        owner(
                            JavaClass.Predicates.assignableTo(System.class)
                                .or(JavaClass.Predicates.assignableTo(Runtime.class))))))
        .because("a library answers its caller")
        .allowEmptyShould(true);
  }

  private String one(String name) {
    return root + "." + name + "..";
  }

  private String[] packages(List<String> names) {
    return names.stream().map(this::one).toArray(String[]::new);
  }
}
