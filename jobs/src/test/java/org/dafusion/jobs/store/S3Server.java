package org.dafusion.jobs.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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
   *
   * <p>By a request of our own, signed as of Amazon's version 2: Hadoop 3.3 and 3.4 bring different
   * clients.
   */
  public void createBucket(String name) {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint(port) + "/" + name))
            .header("Date", date)
            .header(
                "Authorization",
                "AWS " + ACCESS_KEY + ":" + signature("PUT\n\n\n" + date + "\n/" + name))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(
            "The bucket %s was not made: %d %s"
                .formatted(name, answer.statusCode(), answer.body()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the bucket was made", e);
    }
  }

  private static String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(SECRET_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform must offer HmacSHA1", e);
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
