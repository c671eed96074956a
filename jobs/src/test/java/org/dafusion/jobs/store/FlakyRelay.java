package org.dafusion.jobs.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port before a server's, which disturbs a number of connections: some are closed at once, some
 * answered by 503, some cut off after a number of bytes. Others go through. A seed decides.
 */
public final class FlakyRelay implements AutoCloseable {
  private static final byte[] SLOW_DOWN =
      "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_BYTES = 20_000;

  private final ServerSocket listening;
  private final int server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private Random random;
  private int toDisturb;

  private FlakyRelay(ServerSocket listening, int server) {
    this.listening = listening;
    this.server = server;
  }

  /**
   * Starts it; at first every connection goes through.
   *
   * @param server port of the server
   */
  public static FlakyRelay start(int server) throws IOException {
    ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    FlakyRelay relay = new FlakyRelay(listening, server);
    daemon(relay::accept);
    return relay;
  }

  /** Cuts all connections that there are, and disturbs the next ones that come. */
  public synchronized void disturb(int next, long seed) throws IOException {
    random = new Random(seed);
    toDisturb = next;
    for (Socket client : open) {
      client.close();
    }
  }

  /**
   * Lets every connection through from now on.
   *
   * @return how many would have been disturbed else
   */
  public synchronized int calm() {
    int left = toDisturb;
    toDisturb = 0;
    return left;
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Connections that came so far. */
  public int connections() {
    return connections.get();
  }

  private void accept() throws IOException {
    while (!listening.isClosed()) {
      Socket client = listening.accept();
      connections.incrementAndGet();
      begin(client);
    }
  }

  private synchronized void begin(Socket client) {
    boolean disturbed = toDisturb > 0;
    toDisturb -= disturbed ? 1 : 0;
    int kind = disturbed ? random.nextInt(3) : -1;
    long limit = disturbed ? random.nextInt(MOST_BYTES) : Long.MAX_VALUE;
    open.add(client);
    daemon(() -> serve(client, kind, limit));
  }

  private void serve(Socket client, int kind, long limit) throws IOException {
    try (client) {
      if (kind == 1) {
        client.getInputStream().read(new byte[4096]);
        client.getOutputStream().write(SLOW_DOWN);
      } else if (kind != 0) {
        relay(client, limit);
      }
    } finally {
      open.remove(client);
    }
  }

  private void relay(Socket client, long limit) throws IOException {
    try (Socket there = new Socket(InetAddress.getLoopbackAddress(), server)) {
      daemon(
          () -> {
            try (client) {
              copy(there.getInputStream(), client.getOutputStream(), limit);
            }
          });
      copy(client.getInputStream(), there.getOutputStream(), limit);
    }
  }

  private static void copy(InputStream in, OutputStream out, long limit) throws IOException {
    byte[] buffer = new byte[8192];
    long left = limit;
    for (int n = in.read(buffer); n > 0 && left > 0; n = in.read(buffer)) {
      out.write(buffer, 0, (int) Math.min(n, left));
      out.flush();
      left -= n;
    }
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // a connection that ended, by one of the three
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private interface Work {
    void run() throws IOException;
  }
}
