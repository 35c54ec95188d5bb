package dev.jacobean.experiments;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Standard output that remembers why it could not be written: a `PrintWriter` on top of it only knows that it could not.
final class Output extends FilterOutputStream {
  private @Nullable IOException failure;

  Output(OutputStream to) {
    super(to);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /// Why something that was written has been lost; empty if nothing was, or if the reader had read enough: `| head`.
  Optional<String> lost() {
    return Optional.ofNullable(failure).map(IOException::getMessage).filter(reason -> !reason.equals("Broken pipe"));
  }
}
