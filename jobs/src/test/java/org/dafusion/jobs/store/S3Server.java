package org.dafusion.jobs.store;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * An S3 server on loopback at a free port: S3Proxy, which keeps its objects in memory, in a process
 * of its own. It knows one pair of keys, and checks signatures.
 */
public final class S3Server implements AutoCloseable {
  public static final String ACCESS_KEY = "AKIALOOPBACK4KEY";
  public static final String SECRET_KEY = "s3cr3t-of-the-loopback-server";

  private static final String JAR = "target/s3-server/s3proxy.jar";
  private static final Pattern STARTED =
      Pattern.compile("Started .*Connector.*\\{127\\.0\\.0\\.1:(\\d+)}");

  private final Process process;
  private final int port;

  private S3Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param folder for its settings
   */
  public static S3Server start(Path folder) throws IOException {
    Path settings = folder.resolve("s3proxy.conf");
    Files.write(
        settings,
        List.of(
            "s3proxy.endpoint=http://127.0.0.1:0",
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "jclouds.provider=transient",
            "jclouds.identity=none",
            "jclouds.credential=none"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                JAR,
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .start();
    return new S3Server(process, port(process));
  }

  private static int port(Process process) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.append(line).append('\n');
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        swallow(process.getInputStream());
        return Integer.parseInt(started.group(1));
      }
    }
    throw new IllegalStateException("The S3 server did not start: " + said);
  }

  /** What it says from now on; a full pipe would stop it. */
  private static void swallow(InputStream output) {
    Thread reader =
        new Thread(
            () -> {
              try (output) {
                output.transferTo(java.io.OutputStream.nullOutputStream());
              } catch (IOException e) {
                // it has ended
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  public int port() {
    return port;
  }

  /**
   * Makes a bucket. Hadoop keeps a file system per bucket: its name must be new to this process.
   */
  public void createBucket(String name) {
    AmazonS3 client =
        AmazonS3ClientBuilder.standard()
            .withEndpointConfiguration(new EndpointConfiguration(endpoint(port), "us-east-1"))
            .withCredentials(
                new AWSStaticCredentialsProvider(new BasicAWSCredentials(ACCESS_KEY, SECRET_KEY)))
            .withPathStyleAccessEnabled(true)
            .build();
    try {
      client.createBucket(name);
    } finally {
      client.shutdown();
    }
  }

  /** The settings by which Spark reaches it. */
  public Map<String, String> spark() {
    return spark(port);
  }

  /** The same through another port. */
  public static Map<String, String> spark(int port) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("spark.hadoop.fs.s3a.endpoint", endpoint(port));
    properties.put("spark.hadoop.fs.s3a.path.style.access", "true");
    properties.put("spark.hadoop.fs.s3a.access.key", ACCESS_KEY);
    properties.put("spark.hadoop.fs.s3a.secret.key", SECRET_KEY);
    return properties;
  }

  /** The same for Hadoop. */
  public Configuration hadoop() {
    Configuration hadoop = new Configuration();
    spark().forEach((key, value) -> hadoop.set(key.substring("spark.hadoop.".length()), value));
    return hadoop;
  }

  private static String endpoint(int port) {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
