import com.sun.net.httpserver.HttpServer;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Counts requests in its memory and in a log; 1,000 threads count too. */
public class Server {
  public static void main(String[] args) throws Exception {
    AtomicLong requests = new AtomicLong();
    AtomicLong alive = new AtomicLong();
    PrintStream log = new PrintStream(new FileOutputStream("/var/lib/java/requests", true), true);
    for (int n = 0; n < 1000; n++) {
      Thread thread = new Thread(null, () -> {
        for (;;) {
          try {
            Thread.sleep(1000);
          } catch (InterruptedException error) {
            return;
          }
          alive.incrementAndGet();
        }
      }, "worker-" + n, 65536);
      thread.start();
    }
    HttpServer server = HttpServer.create(new InetSocketAddress(8081), 0);
    server.createContext("/", exchange -> {
      long n = requests.incrementAndGet();
      log.println(n);
      byte[] answer = (n + "\n").getBytes();
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    });
    server.createContext("/threads", exchange -> {
      byte[] answer = (alive.get() + "\n").getBytes();
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    });
    server.start();
    Files.writeString(Path.of("/run/java/java.pid"), ProcessHandle.current().pid() + "\n");
  }
}
