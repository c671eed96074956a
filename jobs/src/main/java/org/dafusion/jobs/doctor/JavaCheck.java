package org.dafusion.jobs.doctor;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The version of Java, on the driver and on the executors. */
record JavaCheck(Supplier<List<ProcessFacts>> processes) implements Check {
  /** The one that the project is built for, and the newest that Spark 3.5 knows. */
  private static final int WANTED = 17;

  @Override
  public String name() {
    return "java";
  }

  @Override
  public Finding make() {
    List<ProcessFacts> facts = processes.get();
    for (ProcessFacts of : facts) {
      if (of.javaVersion() < WANTED) {
        return Finding.failed(
            new UnusableClusterException(
                "Java must be %d, found %s on %s".formatted(WANTED, of.java(), of.process())),
            "set JAVA_HOME, and spark.executorEnv.JAVA_HOME, to a JDK " + WANTED);
      }
    }
    List<ProcessFacts> newer = facts.stream().filter(of -> of.javaVersion() > WANTED).toList();
    if (!newer.isEmpty()) {
      return Finding.warning(
          "%s on %s is newer than this was tried with"
              .formatted(newer.get(0).java(), newer.get(0).process()),
          "set JAVA_HOME to a JDK " + WANTED + " if Spark complains");
    }
    return Finding.ok(
        facts.stream().map(ProcessFacts::java).distinct().collect(Collectors.joining(", ")));
  }
}
