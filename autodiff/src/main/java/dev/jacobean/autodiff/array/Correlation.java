package dev.jacobean.autodiff.array;

import java.util.Arrays;
import java.util.List;

/// Windows of images times a kernel, directly: no matrix of windows is ever made, and taps outside the image are left
/// out.
///
/// Only the kernel is packed, into panels as wide as a tile. A tile's rows are places whose windows meet the same taps;
/// each window is read in runs, the rows of the window, which lie in order both in the image and in the panel. After
/// E. Georganas et al., Anatomy of high-performance deep learning convolutions on SIMD architectures, 2018.
///
/// Every element of the result is one chain of fused multiply-adds in the order of the taps, so its bits depend neither
/// on the sharing of the work nor on its place.
final class Correlation {
  /// About this many places of the window are one task, if there are.
  private static final int PLACES = 1024;

  /// A task reads about this many numbers of the images at most: a share of the second cache.
  private static final int READ = 1 << 16;

  private final Kernels kernels;
  private final boolean many;
  private final int lanes;
  private final int wide;

  Correlation(Kernels kernels, int bits) {
    this.kernels = kernels;
    this.many = bits >= 512;
    this.lanes = kernels.lanes();
    this.wide = 2 * lanes;
  }

  /// The geometry of one correlation.
  ///
  /// @param images how many
  /// @param in channels of the images
  /// @param out channels of the result
  /// @param rows along the images' rows
  /// @param columns along the images' columns
  record Plan(int images, int in, int out, Span.Axis rows, Span.Axis columns) {
    int taps() {
      return rows.extent() * columns.extent();
    }

    long products() {
      return (long) images * rows.places() * columns.places() * taps() * in * out;
    }

    /// Whether it is not worth another thread.
    boolean isSmall() {
      return products() < VectorMatmul.WORTH;
    }

    /// Where the packed kernel lies.
    Panels panels(int lanes, int gap) {
      return new Panels(taps(), in, out, lanes, gap);
    }
  }

  /// Where an element of the result is stored: the channels of one place are neighbours.
  record Target(Object storage, int offset, int image, int row, int column) {}

  /// `x` holds the images from `xo` on, row-major; `packed` the kernel in panels without gaps.
  ///
  /// Every element of the result is written, whatever was there.
  void run(Plan plan, Object x, int xo, Object packed, Target z) {
    Span.Axis rows = plan.rows;
    Span.Axis columns = plan.columns;
    int places = rows.places() * columns.places();
    if (plan.images == 0 || places == 0 || plan.out == 0) {
      return;
    }
    int size = Math.max(rows.size() * columns.size() * plan.in, 1);
    int some = Math.clamp(Math.min(PLACES / places, READ / size), 1, plan.images);
    int band = some > 1 ? rows.places()
        : Math.clamp(Math.min(PLACES / columns.places(), (long) READ * rows.places() / size), 1, rows.places());
    int bands = Math.ceilDiv(rows.places(), band);
    int lots = Math.ceilDiv(plan.images, some);
    boolean alone = plan.isSmall();
    int panels = Math.ceilDiv(plan.out, wide);
    int shares = alone ? 1 : Math.clamp(Math.ceilDiv(8 * Parallel.threads(), lots * bands), 1, panels);
    int share = Math.ceilDiv(panels, shares);
    int across = Math.ceilDiv(panels, share);
    VectorConvolution.forEach(alone, lots * bands * across, task -> {
      int lot = task / across / bands;
      int top = task / across % bands * band;
      int left = task % across * share;
      new Task(plan, lot * some, Math.min(lot * some + some, plan.images), top, Math.min(top + band, rows.places()))
          .run(x, xo, packed, z, left, Math.min(left + share, panels));
    });
  }

  /// Some images, or some rows of places of one.
  private final class Task {
    private final Plan plan;
    private final int firstImage;
    private final int endImage;
    private final int top;
    private final int bottom;

    private final List<Span> down;
    private final List<Span> across;

    /// For each place its window's first number in the images and its element of the result; places with the same taps
    /// follow one another, and the last of them is repeated to fill a tile.
    private int[] xAt = new int[0];
    private int[] zAt = new int[0];
    private int filled;

    Task(Plan plan, int firstImage, int endImage, int top, int bottom) {
      this.plan = plan;
      this.firstImage = firstImage;
      this.endImage = endImage;
      this.top = top;
      this.bottom = bottom;
      this.down = plan.rows.spans();
      this.across = plan.columns.spans();
    }

    void run(Object x, int xo, Object packed, Target z, int fromPanel, int toPanel) {
      int count = (endImage - firstImage) * (bottom - top) * plan.columns.places() + 12 * down.size() * across.size();
      xAt = new int[count];
      zAt = new int[count];
      int[] starts = new int[down.size() * across.size()];
      int[] counts = new int[starts.length];
      Layout layout = layout(x, xo);
      int group = 0;
      for (Span span : down) {
        for (Span beside : across) {
          starts[group] = filled;
          counts[group++] = list(span, beside, layout, z);
        }
      }
      Object edge = kernels.scratch(2, 12 * wide);
      int[] edgeAt = StencilForm.rowsApart(wide);
      Panels panels = plan.panels(lanes, 0);
      for (int panel = fromPanel; panel < toPanel; panel++) {
        int left = panels.left(panel);
        int outs = panels.outs(panel);
        int width = panels.width(panel);
        boolean isWide = width == wide;
        group = 0;
        for (Span span : down) {
          for (Span beside : across) {
            int runs = span.taps();
            int length = beside.taps() * plan.in;
            int yo = panels.at(panel, span.tap() * plan.columns.extent() + beside.tap());
            int yr = plan.columns.extent() * panels.part(panel);
            int end = starts[group] + counts[group];
            for (int at = starts[group++]; at < end; ) {
              int rows = StencilForm.rows(end - at, many);
              Loop.Stencil tile = kernels.stencil(StencilForm.of(rows, isWide, false));
              if (outs == width) {
                tile.run(runs, length, layout.storage, layout.offset, xAt, layout.row, 1, packed, yo, yr, width,
                    z.storage, z.offset + left, zAt, at, false);
              } else {
                // The whole tile is computed aside, because behind its last column lies the next place.
                int[] shifted = Arrays.copyOfRange(xAt, at, at + rows);
                tile.run(runs, length, layout.storage, layout.offset, shifted, layout.row, 1, packed, yo, yr, width,
                    edge, 0, edgeAt, 0, false);
                for (int row = 0; row < rows; row++) {
                  kernels.put(edge, row * wide, wide, z.storage, z.offset + left + zAt[at + row], 0, 1, outs, false);
                }
              }
              at += rows;
            }
          }
        }
      }
    }

    /// Where the images of this task lie.
    private record Layout(Object storage, int offset, int image, int row) {}

    /// Rows of images whose distance is a power of two share a few lines of the first cache, and so would the rows of a
    /// tile; such images are copied, with a gap after each row.
    private Layout layout(Object x, int xo) {
      int row = plan.columns.size() * plan.in;
      int image = row * plan.rows.size();
      int first = Math.max(0, plan.rows.start(top));
      int last = Math.min(plan.rows.size(), plan.rows.start(bottom - 1) + plan.rows.extent());
      if (row % 256 != 0 || last <= first) {
        return new Layout(x, xo + firstImage * image, image, row);
      }
      int gapped = row + lanes;
      int some = endImage - firstImage;
      int tall = last - first;
      Object copy = kernels.scratch(1, some * tall * gapped);
      for (int n = 0; n < some; n++) {
        kernels.rows(x, xo + (firstImage + n) * image + first * row, row, copy, n * tall * gapped, gapped, tall, row);
      }
      return new Layout(copy, -first * gapped, tall * gapped, gapped);
    }

    /// Notes the places that lie in both spans; how many.
    private int list(Span span, Span beside, Layout layout, Target z) {
      int begin = filled;
      int from = Math.max(span.from(), top);
      int to = Math.min(span.to(), bottom);
      for (int n = firstImage; n < endImage; n++) {
        for (int i = from; i < to; i++) {
          int source = (n - firstImage) * layout.image
              + (plan.rows.start(i) + span.tap()) * layout.row
              + (plan.columns.start(beside.from()) + beside.tap()) * plan.in;
          int target = n * z.image + i * z.row + beside.from() * z.column;
          for (int j = beside.from(); j < beside.to(); j++) {
            xAt[filled] = source;
            zAt[filled++] = target;
            source += plan.columns.step() * plan.in;
            target += z.column;
          }
        }
      }
      int count = filled - begin;
      if (count > 0) {
        Arrays.fill(xAt, filled, filled + 12, xAt[filled - 1]);
        Arrays.fill(zAt, filled, filled + 12, zAt[filled - 1]);
        filled += 12;
      }
      return count;
    }
  }
}
