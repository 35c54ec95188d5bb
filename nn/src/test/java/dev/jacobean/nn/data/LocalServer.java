package dev.jacobean.nn.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// An HTTP server on the loopback interface for one file, which can break off where a test wants it.
final class LocalServer implements AutoCloseable {
  /// What it does with one request.
  ///
  /// @param status 200 or 206 (as asked for), or an error
  /// @param bytes after how many bytes of the body it hangs up
  record Answer(int status, int bytes) {
    static final Answer WHOLE = new Answer(206, Integer.MAX_VALUE);
    static final Answer WITHOUT_RANGES = new Answer(200, Integer.MAX_VALUE);
  }

  /// The first byte asked for by each request, −1 for the whole file.
  final List<Integer> ranges = Collections.synchronizedList(new ArrayList<>());

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final byte[] content;
  private final Queue<Answer> answers;

  /// After the given answers it serves the whole file.
  LocalServer(byte[] content, Answer... answers) throws IOException {
    this.content = content;
    this.answers = new ConcurrentLinkedQueue<>(List.of(answers));
    Thread.ofPlatform().daemon().start(this::serve);
  }

  URI address() {
    return URI.create("http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort() + "/file");
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        answer(connection);
      } catch (SocketException e) {
        // the client or the test hung up
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private void answer(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    int asked = -1;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.startsWith("Range: bytes=")) {
        asked = Integer.parseInt(line.substring(13, line.length() - 1));
      }
    }
    ranges.add(asked);
    Answer answer = answers.isEmpty() ? Answer.WHOLE : answers.remove();
    int from = answer.status == 206 ? Math.max(asked, 0) : 0;
    OutputStream out = connection.getOutputStream();
    if (answer.status >= 400) {
      head(out, answer.status, "Content-Length: 0");
    } else if (from >= content.length) {
      head(out, 416, "Content-Range: bytes */" + content.length + "\r\nContent-Length: 0");
    } else {
      String range = "Content-Range: bytes %d-%d/%d\r\n".formatted(from, content.length - 1, content.length);
      boolean partial = asked >= 0 && answer.status == 206;
      head(out, partial ? 206 : 200, (partial ? range : "") + "Content-Length: " + (content.length - from));
      out.write(content, from, Math.min(answer.bytes, content.length - from));
    }
    out.flush();
  }

  private static void head(OutputStream out, int status, String headers) throws IOException {
    out.write("HTTP/1.1 %d status\r\nConnection: close\r\n%s\r\n\r\n".formatted(status, headers)
        .getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
