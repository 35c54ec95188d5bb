package dev.jacobean.nn.data;

import static dev.jacobean.nn.data.DataException.require;

import dev.jacobean.autodiff.array.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/// Bytes of any shape from a file in the IDX format of MNIST.
///
/// The format: two zero bytes, the element type (8: unsigned byte), the number of axes, the size of each axis as a
/// big-endian 32-bit integer, then the elements in row-major order.
public final class Idx {
  private final Shape shape;
  private final byte[] values;

  private Idx(Shape shape, byte[] values) {
    this.shape = shape;
    this.values = values;
  }

  /// {@return a file's content}
  /// @param path its name ends in `gz` if it is compressed
  /// @throws DataException unless it holds unsigned bytes, exactly as many as its header says
  public static Idx read(Path path) {
    return of(path.toString(), Content.read(path, Integer.MAX_VALUE));
  }

  /// {@return images `[image, row, column]` and their labels `[image]`, from two files; MNIST, Fashion-MNIST and
  /// others}
  ///
  /// @param images file of pixels
  /// @param labels file of classes
  /// @param classes how many there are; labels are below
  /// @throws DataException unless they fit together and labels are below `classes`
  public static Images images(Path images, Path labels, int classes) {
    return images(images.toString(), read(images), labels.toString(), read(labels), classes);
  }

  static Images images(String imagesAt, Idx images, String labelsAt, Idx labels, int classes) {
    require(images.shape.rank() == 3, "%s: has shape %s; must be [images, rows, columns]", imagesAt, images.shape);
    require(labels.shape.rank() == 1 && labels.shape.size(0) == images.shape.size(0),
        "%s: has shape %s; must be [%d], a label for each image", labelsAt, labels.shape, images.shape.size(0));
    return Images.of(labelsAt, images.shape.size(1), images.shape.size(2), 1, images.values, labels.values, classes);
  }

  static Idx of(String where, byte[] content) {
    require(content.length >= 4, "%s: holds %d bytes; must begin with 4 of type and axes", where, content.length);
    require(!(content[3] == 0 && content[2] == 0 && content[1] == 8),
        "%s: begins with its bytes in the opposite order; integers must be big-endian", where);
    require(content[0] == 0 && content[1] == 0 && content[2] == 8 && content[3] > 0,
        "%s: begins with %02x%02x%02x%02x; must begin with 000008 (unsigned bytes) and a number of axes",
        where, content[0], content[1], content[2], content[3]);
    int header = 4 + 4 * content[3];
    require(content.length >= header, "%s: holds %d bytes; its header alone must have %d",
        where, content.length, header);
    int[] sizes = new int[content[3]];
    ByteBuffer.wrap(content, 4, header - 4).asIntBuffer().get(sizes);
    long count = 1;
    for (int size : sizes) {
      require(size > 0, "%s: has axes of size %s; must be positive", where, Arrays.toString(sizes));
      count = Math.min(count * size, Integer.MAX_VALUE);
    }
    require(content.length - header == count, "%s: has axes of size %s and %d elements; must have %d",
        where, Arrays.toString(sizes), content.length - header, count);
    return new Idx(Shape.of(sizes), Arrays.copyOfRange(content, header, content.length));
  }

  /// {@return the sizes of the axes}
  public Shape shape() {
    return shape;
  }

  /// {@return the elements in row-major order, as a fresh array}
  public byte[] values() {
    return values.clone();
  }
}
