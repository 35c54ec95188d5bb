package dev.jacobean.autodiff.array;

/// The arithmetic of windows that slide over images: convolutions and pooling.
///
/// @param height rows of the window
/// @param width columns of the window
/// @param stride rows and columns between neighbouring windows
/// @param padding rows and columns added around the image on every side
public record Window(int height, int width, int stride, int padding) {
  /// Checks the sizes.
  ///
  /// @throws IllegalArgumentException unless height, width and stride are positive and padding is at least 0 and less
  ///     than the window
  public Window {
    if (height <= 0 || width <= 0 || stride <= 0) {
      throw new IllegalArgumentException(
          "window: is %d x %d with stride %d; all three must be positive".formatted(height, width, stride));
    }
    if (padding < 0 || padding >= Math.min(height, width)) {
      throw new IllegalArgumentException(
          "window: padding is %d; must be at least 0 and less than the window's %d x %d"
              .formatted(padding, height, width));
    }
  }

  /// Windows that fit along `size` rows (with `extent` = height) or columns (with `extent` = width).
  private int count(String axis, int size, int extent) {
    int room = size + 2 * padding - extent;
    if (room < 0) {
      throw new IllegalArgumentException(
          "window: image has %d %s, padding is %d; window of %d must fit".formatted(size, axis, padding, extent));
    }
    return room / stride + 1;
  }

  /// {@return rows of the result for an image of `height` rows}
  /// @param height rows of the image without padding
  public int outHeight(int height) {
    return count("rows", height, this.height);
  }

  /// {@return columns of the result for an image of `width` columns}
  /// @param width columns of the image without padding
  public int outWidth(int width) {
    return count("columns", width, this.width);
  }

  /// {@return the shape of one number a window and channel: `[batch, outHeight, outWidth, channels]`}
  /// @param image `[batch, rows, columns, channels]`
  /// @param channels of the result
  public Shape out(Shape image, int channels) {
    return Shape.of(image.size(0), outHeight(image.size(1)), outWidth(image.size(2)), channels);
  }
}
