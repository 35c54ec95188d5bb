package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Tensors as bytes: IEEE 754 numbers in row-major order. A part at a time, so that large ones need no second copy.
final class RawNumbers {
  private static final int CHUNK = 1 << 14;

  private RawNumbers() {}

  /// Writes little-endian bytes.
  static void write(Tensor tensor, OutputStream out) throws IOException {
    DType dtype = tensor.dtype();
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    Tensor flat = tensor.reshape(-1);
    for (int from = 0; from < tensor.shape().size(); from += CHUNK) {
      int to = Math.min(tensor.shape().size(), from + CHUNK);
      bytes.clear();
      for (double value : flat.slice(0, from, to).toDoubles()) {
        if (dtype == DType.F32) {
          bytes.putFloat((float) value);
        } else {
          bytes.putDouble(value);
        }
      }
      out.write(bytes.array(), 0, bytes.position());
    }
  }

  /// Reads as many numbers as the shape holds.
  ///
  /// @throws EOFException if there are fewer
  static Tensor read(InputStream in, ByteOrder order, Backend backend, Shape shape) throws IOException {
    int size = shape.size();
    boolean single = backend.dtype() == DType.F32;
    float[] floats = new float[single ? size : 0];
    double[] doubles = new double[single ? 0 : size];
    byte[] bytes = new byte[CHUNK * backend.dtype().bytes()];
    for (int from = 0; from < size; from += CHUNK) {
      int count = Math.min(size - from, CHUNK);
      int length = count * backend.dtype().bytes();
      if (in.readNBytes(bytes, 0, length) < length) {
        throw new EOFException();
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length).order(order);
      if (single) {
        buffer.asFloatBuffer().get(floats, from, count);
      } else {
        buffer.asDoubleBuffer().get(doubles, from, count);
      }
    }
    return Tensor.of(single ? backend.of(shape, floats) : backend.of(shape, doubles));
  }
}
