package dev.jacobean.autodiff.array.cuda;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.autodiff.array.Window;
import dev.jacobean.autodiff.array.cuda.CudaMatmul.Stored;
import java.util.Arrays;
import java.util.stream.Stream;

/// Convolution and pooling.
///
/// Convolution lays the pixels under each window side by side (Chellapilla, Puri, Simard 2006), so that it is one
/// product of matrices; a few images at a time, so that what lies side by side stays within [#ROOM]. Where many windows
/// add into one pixel, the pixel collects: nothing is added at the same time, and sums have one order.
final class CudaWindows {
  /// Elements that may lie side by side, unless one image has more.
  private static final int ROOM = 1 << 28;

  private final CudaBackend backend;
  private final CudaMatmul product;

  CudaWindows(CudaBackend backend, CudaMatmul product) {
    this.backend = backend;
    this.product = product;
  }

  /// The windows over a batch of images.
  ///
  /// @param images `[n, h, w, channels]`
  private record Sliding(Window window, Shape images) {
    int windowsOfImage() {
      return window.outHeight(images.size(1)) * window.outWidth(images.size(2));
    }

    int pixelsOfImage() {
      return images.size(1) * images.size(2) * images.size(3);
    }

    int channels() {
      return images.size(3);
    }

    /// Numbers under one window.
    int patch() {
      return Math.multiplyExact(window.height() * window.width(), channels());
    }

    /// Whether each pixel is a window, so that the images are the patches.
    boolean isPixels() {
      return window.height() == 1 && window.width() == 1 && window.stride() == 1;
    }

    /// As kernels take it (`struct Window` in `window.cu`).
    int[] struct() {
      return new int[] {images.size(1), images.size(2), channels(), window.outHeight(images.size(1)),
          window.outWidth(images.size(2)), window.height(), window.width(), window.stride(), window.padding()};
    }
  }

  /// What a convolution does with a few images.
  @FunctionalInterface
  private interface Chunk {
    /// Takes some images.
    ///
    /// @param first  the first image
    /// @param images how many there are
    /// @param patches room for their patches, a row for each window
    void at(int first, int images, DeviceBuffer patches);
  }

  private void chunks(Sliding sliding, Chunk body) {
    int all = sliding.images().size(0);
    long each = (long) sliding.windowsOfImage() * sliding.patch();
    int most = Math.clamp(ROOM / Math.max(each, 1), 1, Math.max(all, 1));
    for (int first = 0; first < all; first += most) {
      int some = Math.min(most, all - first);
      DeviceBuffer patches = backend.device().allocate(
          sliding.isPixels() ? 0 : Math.multiplyExact(some * each, backend.dtype().bytes()));
      body.at(first, some, patches);
      patches.end(); // the next chunk's
    }
  }

  private long at(Array x, long element) {
    return CudaBackend.address(x) + (x.offset() + element) * backend.dtype().bytes();
  }

  /// Runs a kernel over `count` numbers; it is given where the numbers of each of `places` begin.
  private void each(String kernel, Sliding sliding, int count, long... places) {
    int pack = Layout.PACK_BYTES / backend.dtype().bytes();
    boolean packs = sliding.channels() % pack == 0
        && Arrays.stream(places).allMatch(place -> place % Layout.PACK_BYTES == 0);
    int n = packs ? count / pack : count;
    backend.each(Family.WINDOW, packs ? kernel + "_PACKS" : kernel, n, p -> {
      p.number(n).struct(sliding.struct());
      Arrays.stream(places).forEach(p::address);
    });
  }

  /// The patches of some images: where they lie.
  private Stored unfold(Sliding sliding, Array x, int first, int images, DeviceBuffer patches) {
    long from = at(x, (long) first * sliding.pixelsOfImage());
    if (sliding.isPixels()) {
      return new Stored(from, sliding.patch(), false);
    }
    each("unfold", sliding, Math.multiplyExact(images * sliding.windowsOfImage(), sliding.patch()), from,
        patches.address());
    return new Stored(patches.address(), sliding.patch(), false);
  }

  // ---- convolution

  Array convolve(Array x, Array k, Window window) {
    Sliding sliding = new Sliding(window, x.shape());
    int out = k.shape().size(3);
    Shape shape = window.out(x.shape(), out);
    if (shape.size() == 0 || sliding.patch() == 0) {
      return backend.zeros(shape);
    }
    Array images = backend.rowMajor(x);
    Array kernel = backend.rowMajor(k);
    Array y = backend.blank(shape);
    int each = sliding.windowsOfImage();
    chunks(sliding, (first, some, patches) -> {
      Stored rows = unfold(sliding, images, first, some, patches);
      product.multiply(some * each, out, sliding.patch(), rows, new Stored(at(kernel, 0), out, false),
          at(y, (long) first * each * out), false);
    });
    return y;
  }

  Array convolveKernel(Array x, Array c, Window window) {
    Sliding sliding = new Sliding(window, x.shape());
    int out = c.shape().size(3);
    Shape shape = Shape.of(window.height(), window.width(), x.shape().size(3), out);
    if (shape.size() == 0 || c.shape().size() == 0) {
      return backend.zeros(shape);
    }
    Array images = backend.rowMajor(x);
    Array cotangent = backend.rowMajor(c);
    Array k = backend.blank(shape);
    int each = sliding.windowsOfImage();
    chunks(sliding, (first, some, patches) -> {
      Stored rows = unfold(sliding, images, first, some, patches);
      product.multiply(sliding.patch(), out, some * each, new Stored(rows.address(), rows.columns(), true),
          new Stored(at(cotangent, (long) first * each * out), out, false), at(k, 0), first > 0);
    });
    return k;
  }

  Array convolveImages(Array c, Array k, Window window, Shape images) {
    Sliding sliding = new Sliding(window, images);
    int out = k.shape().size(3);
    if (images.size() == 0 || c.shape().size() == 0) {
      return backend.zeros(images);
    }
    Array cotangent = backend.rowMajor(c);
    Array kernel = backend.rowMajor(k);
    Array x = backend.blank(images);
    int each = sliding.windowsOfImage();
    chunks(sliding, (first, some, patches) -> {
      long pixels = at(x, (long) first * sliding.pixelsOfImage());
      long to = sliding.isPixels() ? pixels : patches.address();
      Stored rows = new Stored(at(cotangent, (long) first * each * out), out, false);
      product.multiply(some * each, sliding.patch(), out, rows, new Stored(at(kernel, 0), out, true), to, false);
      if (!sliding.isPixels()) {
        each("foldBack", sliding, some * sliding.pixelsOfImage(), patches.address(), pixels);
      }
    });
    return x;
  }

  // ---- pooling

  Array poolPlaces(Array x, Window window) {
    return slid("poolPlaces", window, x.shape(), window.out(x.shape(), x.shape().size(3)), x);
  }

  Array pickPlaces(Array x, Array places, Window window) {
    return slid("pickPlaces", window, x.shape(), places.shape(), x, places);
  }

  Array putPlaces(Array c, Array places, Window window, Shape images) {
    return slid("putPlaces", window, images, images, c, places);
  }

  Array poolSum(Array x, Window window) {
    return slid("poolSum", window, x.shape(), window.out(x.shape(), x.shape().size(3)), x);
  }

  Array unpoolSum(Array c, Window window, Shape images) {
    return slid("unpoolSum", window, images, images, c);
  }

  /// A kernel of some arrays and the result.
  private Array slid(String kernel, Window window, Shape images, Shape shape, Array... from) {
    Array[] read = Arrays.stream(from).map(backend::rowMajor).toArray(Array[]::new);
    Array y = backend.blank(shape);
    each(kernel, new Sliding(window, images), shape.size(),
        Stream.concat(Arrays.stream(read), Stream.of(y)).mapToLong(array -> at(array, 0)).toArray());
    return y;
  }
}
