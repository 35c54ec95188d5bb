package dev.jacobean.nn.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One attempt to get the rest of a file by HTTP (RFC 9110, section 14: range requests).
///
/// @param part where it grows
record Transfer(URI address, Path part, Watcher watcher) {
  /// Follows the attempt; `total` is −1 where the server does not say.
  @FunctionalInterface
  interface Watcher {
    void arrived(long bytes, long total);
  }

  /// A server that says nothing for so long has broken off.
  private static final int PATIENCE_MILLIS = 30_000;

  private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+|\\*)");

  /// Goes on from what is there to the end.
  ///
  /// @throws UncheckedIOException if the transfer does not reach its end; what arrived is kept
  /// @throws IOException if the file cannot be written
  void run() throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    try {
      if (request(have)) {
        return;
      }
    } catch (BrokenOff e) {
      throw new UncheckedIOException("%s: the transfer broke off after %d bytes (%s); call again to go on from there"
          .formatted(address, Files.exists(part) ? Files.size(part) : 0, reason(e)), new IOException(e));
    }
    Files.deleteIfExists(part);
    run();
  }

  private static String reason(BrokenOff e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getClass().getSimpleName().replaceAll("Exception$", "") + ": " + cause.getMessage();
  }

  /// Whether the file is complete now; otherwise what there was of it is too long and of no use.
  private boolean request(long have) throws IOException {
    HttpURLConnection connection = connect(have);
    try {
      int status = status(connection);
      String range = String.valueOf(connection.getHeaderField("Content-Range"));
      Matcher matcher = RANGE.matcher(range);
      if (status == 416 && have > 0) {
        return matcher.matches() && matcher.group(2).equals(Long.toString(have));
      }
      boolean resumes = status == HttpURLConnection.HTTP_PARTIAL
          && matcher.matches() && Long.toString(have).equals(matcher.group(1));
      if (status != HttpURLConnection.HTTP_OK && !resumes) {
        throw new BrokenOff(new IOException("the server answered with status " + status));
      }
      long from = resumes ? have : 0;
      long length = connection.getContentLengthLong();
      receive(connection, from, length < 0 ? -1 : from + length);
      return true;
    } finally {
      connection.disconnect();
    }
  }

  private HttpURLConnection connect(long have) {
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      connection.setRequestProperty("Accept-Encoding", "identity");
      if (have > 0) {
        connection.setRequestProperty("Range", "bytes=" + have + "-");
      }
      return connection;
    } catch (IOException e) {
      throw new BrokenOff(e);
    }
  }

  private static int status(HttpURLConnection connection) {
    try {
      return connection.getResponseCode();
    } catch (IOException e) {
      throw new BrokenOff(e);
    }
  }

  private void receive(HttpURLConnection connection, long from, long total) throws IOException {
    try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(from);
      out.position(from);
      byte[] buffer = new byte[1 << 16];
      watcher.arrived(from, total);
      try (InputStream in = body(connection)) {
        for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
          for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count); bytes.hasRemaining(); ) {
            out.write(bytes);
          }
          watcher.arrived(out.position(), total);
        }
      }
      out.force(true);
      if (total >= 0 && out.position() != total) {
        throw new BrokenOff(new IOException("expected " + total));
      }
    }
  }

  private static InputStream body(HttpURLConnection connection) {
    try {
      return connection.getInputStream();
    } catch (IOException e) {
      throw new BrokenOff(e);
    }
  }

  private static int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new BrokenOff(e);
    }
  }

  /// Tells the network's failures from the disk's.
  private static final class BrokenOff extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenOff(IOException cause) {
      super(cause);
    }
  }
}
