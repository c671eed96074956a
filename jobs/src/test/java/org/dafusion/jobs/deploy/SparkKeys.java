package org.dafusion.jobs.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.ConfigReader;

/**
 * Which properties Spark knows, by its own registries: of the core, of SQL, and of Hadoop for
 * {@code spark.hadoop.*}. Those of the cluster managers, whose modules are not on the class path,
 * stand in {@code cluster-manager-keys.txt}.
 */
final class SparkKeys {
  /** Where the core's entries are declared; they register themselves as their class loads. */
  private static final List<String> DECLARED_IN =
      List.of(
          "org.apache.spark.internal.config.package$",
          "org.apache.spark.internal.config.Network$",
          "org.apache.spark.internal.config.Worker$",
          "org.apache.spark.internal.config.UI$",
          "org.apache.spark.internal.config.Kryo$",
          "org.apache.spark.sql.internal.SQLConf$");

  private static final Pattern RESOURCE =
      Pattern.compile(
          "spark\\.(driver|executor|worker|task)\\.resource\\.[a-z]+\\.(amount|discoveryScript|vendor)");
  private static final Pattern ENVIRONMENT =
      Pattern.compile(
          "spark\\.(executorEnv|yarn\\.appMasterEnv|kubernetes\\.driverEnv)\\.[A-Z0-9_]+");
  private static final String HADOOP = "spark.hadoop.";

  private final Set<String> managers;
  private final Configuration hadoop = new Configuration();

  SparkKeys() throws IOException, ClassNotFoundException {
    managers = new HashSet<>(DeployFiles.table("cluster-manager-keys.txt"));
    for (String declared : DECLARED_IN) {
      Class.forName(declared);
    }
  }

  /** What is wrong with these properties: keys that nobody reads, values of another type. */
  List<String> problems(Map<String, String> properties) {
    List<String> problems = new ArrayList<>();
    properties.forEach(
        (key, value) -> {
          String problem = problem(key, properties);
          if (!problem.isEmpty()) {
            problems.add(key + " = " + value + ": " + problem);
          }
        });
    return problems;
  }

  private String problem(String key, Map<String, String> all) {
    if (key.startsWith(HADOOP)) {
      return hadoop.get(key.substring(HADOOP.length())) == null ? "unknown to Hadoop" : "";
    } else if (RESOURCE.matcher(key).matches()) {
      return key.endsWith("amount") && !all.get(key).matches("\\d+") ? "not a whole number" : "";
    } else if (ENVIRONMENT.matcher(key).matches() || managers.contains(key)) {
      return "";
    }
    ConfigEntry<?> entry = ConfigEntry.findEntry(key);
    if (entry == null) {
      return "unknown to Spark";
    }
    try {
      entry.readFrom(new ConfigReader(all));
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
