package org.dafusion.report;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.MustacheFactory;
import com.github.mustachejava.reflect.MissingWrapper;
import com.github.mustachejava.reflect.ReflectionObjectHandler;
import com.github.mustachejava.util.Wrapper;
import java.io.StringWriter;
import java.util.List;

/**
 * The Mustache templates beside this package. They escape what they are given unless they say
 * otherwise; a name that the model does not have is an error, where Mustache alone leaves a gap.
 */
final class Templates {
  private static final MustacheFactory FACTORY = factory();

  private Templates() {}

  /**
   * Fills a template.
   *
   * @param name of its file without {@code .mustache}
   */
  static String render(String name, Object model) {
    StringWriter writer = new StringWriter();
    FACTORY.compile(name + ".mustache").execute(writer, model);
    return writer.toString();
  }

  private static MustacheFactory factory() {
    DefaultMustacheFactory factory = new DefaultMustacheFactory("org/dafusion/report");
    factory.setObjectHandler(new Strict());
    return factory;
  }

  private static final class Strict extends ReflectionObjectHandler {
    @Override
    public Wrapper find(String name, List<Object> scopes) {
      Wrapper found = super.find(name, scopes);
      if (found instanceof MissingWrapper) {
        throw new IllegalArgumentException(
            "Cannot fill a template because %s has no %s"
                .formatted(scopes.get(scopes.size() - 1).getClass().getSimpleName(), name));
      }
      return found;
    }
  }
}
