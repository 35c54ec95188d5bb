package dev.jacobean.nn;

import static dev.jacobean.nn.data.DataException.require;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// One array in NumPy's file format (versions 1 to 3): a line that describes it, then its numbers.
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final Pattern DESCRIPTION = Pattern.compile(
      "\\{'descr': '([^']*)', 'fortran_order': (True|False), "
          + "'shape': \\(((?:\\d{1,10}(?:, |,?(?=\\)))){0,64})\\), \\} *\n");

  private Npy() {}

  static void write(Tensor tensor, OutputStream out) throws IOException {
    String shape = Arrays.stream(tensor.shape().sizes()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String text = "{'descr': '<f" + tensor.dtype().bytes() + "', 'fortran_order': False, 'shape': (" + shape
        + (tensor.shape().rank() == 1 ? "," : "") + "), }";
    int before = MAGIC.length + 4;
    text += " ".repeat(Math.floorMod(-before - text.length() - 1, ALIGNMENT)) + "\n";
    ByteBuffer head = ByteBuffer.allocate(before).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length());
    out.write(head.array());
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    RawNumbers.write(tensor, out);
  }

  /// Reads an array of `bytes` bytes in all.
  ///
  /// @throws dev.jacobean.nn.data.DataException unless they are those of an array of 4- or 8-byte numbers
  static Tensor read(String where, InputStream in, long bytes, Function<DType, Backend> home) throws IOException {
    byte[] magic = in.readNBytes(MAGIC.length + 2);
    require(magic.length == MAGIC.length + 2 && Arrays.equals(magic, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
            && magic[6] >= 1 && magic[6] <= 3 && magic[7] == 0,
        "%s: does not begin as a .npy file of version 1, 2 or 3; must", where);
    int width = magic[6] == 1 ? 2 : 4;
    byte[] field = Arrays.copyOf(in.readNBytes(width), 4);
    int length = ByteBuffer.wrap(field).order(ByteOrder.LITTLE_ENDIAN).getInt();
    long before = (long) magic.length + width;
    require(length >= 0 && length <= bytes - before, "%s: has a header of %d bytes; must be within the file's %d",
        where, Integer.toUnsignedLong(length), bytes);
    String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    Matcher description = DESCRIPTION.matcher(text);
    require(description.matches(), "%s: is described by \"%s\"; must be as NumPy writes it", where, text.strip());
    return numbers(where, in, bytes - before - length, description, home);
  }

  private static Tensor numbers(
      String where, InputStream in, long bytes, Matcher description, Function<DType, Backend> home) throws IOException {
    String type = description.group(1);
    require(type.matches("[<>]f[48]"), "%s: is of type %s; must be f4 or f8", where, type);
    ByteOrder order = type.charAt(0) == '<' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    Backend backend = home.apply(type.endsWith("4") ? DType.F32 : DType.F64);
    long[] sizes = Pattern.compile("\\d+").matcher(description.group(3)).results()
        .mapToLong(size -> Long.parseLong(size.group())).toArray();
    require(isPossible(sizes) && bytes == Arrays.stream(sizes).reduce(1, (a, b) -> a * b) * backend.dtype().bytes(),
        "%s: is %s %s in %d bytes; must be in as many as its shape needs", where, type, Arrays.toString(sizes), bytes);
    int[] shape = Arrays.stream(sizes).mapToInt(Math::toIntExact).toArray();
    if (description.group(2).equals("False")) {
      return RawNumbers.read(in, order, backend, Shape.of(shape));
    }
    int[] reversed = IntStream.range(0, shape.length).map(axis -> shape.length - 1 - axis).toArray();
    int[] columns = Arrays.stream(reversed).map(axis -> shape[axis]).toArray();
    return RawNumbers.read(in, order, backend, Shape.of(columns)).permute(reversed);
  }

  /// Whether a shape can have these sizes; a size of 0 must not hide that the others are too large.
  static boolean isPossible(long... sizes) {
    long most = Integer.MAX_VALUE;
    for (long size : sizes) {
      most /= Math.max(size, 1);
    }
    return most > 0 && Arrays.stream(sizes).allMatch(size -> size >= 0);
  }
}
