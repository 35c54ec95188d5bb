package dev.jacobean.autodiff.array;

import java.util.concurrent.atomic.AtomicBoolean;

/// Correlations with kernels of 3 × 3 taps and stride 1, with 16 products for 2 × 2 pixels, or 36 for 4 × 4, where the
/// direct way takes 36 or 144: F(2 × 2, 3 × 3) and F(4 × 4, 3 × 3) of A. Lavin and S. Gray, Fast algorithms for
/// convolutional neural networks, 2016, after S. Winograd, Arithmetic complexity of computations, 1980.
///
/// The images' rows are transformed in strips of tiles; the products of a few strips are one product of matrices for
/// each part of a tile, and their results are transformed while they are in the cache.
///
/// The error of an element is in proportion to the numbers of its whole tile, and a number that is not finite would
/// spread over it. So a result that is not finite anywhere is refused as a whole: the caller computes it directly.
/// No bit depends on the number of threads: every sum is in the order of the channels.
final class WinogradConvolution {
  /// A task's transformed tiles have about this many numbers: a share of the second cache.
  private static final int NUMBERS = 100_000;

  /// Tiles of one task at least: a panel of the kernel is read once for all.
  private static final int TILES = 24;

  /// With fewer channels, the transforms cost what they save.
  private static final int LEAST = 16;

  private final Kernels kernels;
  private final boolean many;
  private final int lanes;
  private final int wide;
  private final Loop.Winograd transforms;
  private final int size;

  /// Rows of a tile, and its parts.
  private final int height;
  private final int parts;

  WinogradConvolution(Kernels kernels, int bits, Loop.Winograd transforms) {
    this.transforms = transforms;
    this.size = transforms.size();
    this.height = size + 2;
    this.parts = height * height;
    this.kernels = kernels;
    this.many = bits >= 512;
    this.lanes = kernels.lanes();
    this.wide = 2 * lanes;
  }

  /// Products for each pair of channels, if this is meant for such a correlation.
  long products(Correlation.Plan plan) {
    Span.Axis rows = plan.rows();
    Span.Axis columns = plan.columns();
    boolean fits = rows.extent() == 3 && columns.extent() == 3 && rows.step() == 1 && columns.step() == 1
        && rows.before() >= 0 && columns.before() >= 0 && plan.in() >= LEAST && plan.out() >= LEAST
        && columns.size() * plan.in() >= lanes;
    return fits ? (long) parts * Math.ceilDiv(rows.places(), size) * Math.ceilDiv(columns.places(), size)
        : Long.MAX_VALUE;
  }

  /// The kernel's parts, from its panels: in each panel, for each part, `[in, width]`.
  private Object transformed(Correlation.Plan plan, Object packed) {
    int in = plan.in();
    Panels before = new Panels(9, in, plan.out(), lanes, lanes);
    Panels after = new Panels(parts, in, plan.out(), lanes, lanes);
    Object u = kernels.scratch(3, after.size());
    VectorConvolution.forEach(plan.products() < VectorMatmul.WORTH, after.count(), panel ->
        transforms.kernel(packed, before.at(panel, 0), before.part(panel),
            u, after.at(panel, 0), after.part(panel), in * after.width(panel)));
    return u;
  }

  /// As [Correlation#run]; false if the result holds a number that is not finite, and is of no account.
  boolean run(Correlation.Plan plan, Object x, int xo, Object packed, Correlation.Target z) {
    Object u = transformed(plan, packed);
    int across = Math.ceilDiv(plan.columns().places(), size);
    int strips = plan.images() * Math.ceilDiv(plan.rows().places(), size);
    int some = Math.clamp(Math.max(NUMBERS / (parts * plan.in()), TILES) / across, 1, strips);
    AtomicBoolean finite = new AtomicBoolean(true);
    VectorConvolution.forEach(plan.products() < VectorMatmul.WORTH, Math.ceilDiv(strips, some), task -> {
      int first = task * some;
      if (finite.get() && !new Task(plan, first, Math.min(first + some, strips)).run(x, xo, u, z)) {
        finite.set(false);
      }
    });
    return finite.get();
  }

  /// Some strips of tiles.
  private final class Task {
    private final Correlation.Plan plan;
    private final int firstStrip;
    private final int endStrip;
    private final int in;

    /// Strips of an image, and tiles of a strip.
    private final int down;
    private final int across;

    /// Tiles, and the distances between parts and tiles of the transformed images.
    private final int tiles;
    private final int part;
    private final int gapped;
    private final Object v;

    Task(Correlation.Plan plan, int firstStrip, int endStrip) {
      this.plan = plan;
      this.firstStrip = firstStrip;
      this.endStrip = endStrip;
      in = plan.in();
      down = Math.ceilDiv(plan.rows().places(), size);
      across = Math.ceilDiv(plan.columns().places(), size);
      tiles = (endStrip - firstStrip) * across;
      gapped = in + lanes; // rows whose distance is a power of two would share a few lines of the first cache
      part = tiles * gapped;
      v = kernels.scratch(1, parts * part + (height + 1) * stripLength() + lanes);
    }

    /// Numbers in a row of a strip of tiles.
    private int stripLength() {
      return (size * across + 2) * in;
    }

    boolean run(Object x, int xo, Object u, Correlation.Target z) {
      for (int strip = firstStrip; strip < endStrip; strip++) {
        transform(strip, x, xo);
      }
      int padded = tiles + 12;
      int[] vAt = new int[padded];
      int[] mAt = new int[padded];
      Panels panels = new Panels(parts, in, plan.out(), lanes, lanes);
      Object m = kernels.scratch(2, parts * tiles * wide + size * size * across * wide);
      boolean finite = true;
      for (int panel = 0; panel < panels.count(); panel++) {
        int width = panels.width(panel);
        for (int tile = 0; tile < padded; tile++) {
          vAt[tile] = Math.min(tile, tiles - 1) * gapped;
          mAt[tile] = Math.min(tile, tiles - 1) * width;
        }
        multiply(u, panels, panel, vAt, m, mAt);
        for (int strip = firstStrip; strip < endStrip; strip++) {
          finite &= result(strip, panels, panel, m, z);
        }
      }
      return finite;
    }

    /// Rows of an image become the parts of a strip of tiles.
    private void transform(int strip, Object x, int xo) {
      Span.Axis rows = plan.rows();
      Span.Axis columns = plan.columns();
      int row = columns.size() * in;
      int image = xo + strip / down * rows.size() * row;
      int top = rows.start(size * (strip % down));
      int length = stripLength();
      int buffer = parts * part;
      int zeros = buffer + height * length;
      int before = columns.before() * in;
      if (strip == firstStrip) {
        kernels.clear(v, buffer, (height + 1) * length);
      }
      Object[] from = new Object[height];
      int[] at = new int[height];
      for (int i = 0; i < height; i++) {
        boolean inside = top + i >= 0 && top + i < rows.size();
        from[i] = inside ? x : v;
        at[i] = inside ? image + (top + i) * row : zeros;
      }
      transforms.rows(from, at, v, buffer + before, length, Math.min(row, length - before));
      transforms.columns(v, buffer, length, in, across, v, (strip - firstStrip) * across * gapped, part, gapped);
    }

    /// For each part, all tiles times a panel of the kernel.
    private void multiply(Object u, Panels panels, int panel, int[] vAt, Object m, int[] mAt) {
      int width = panels.width(panel);
      for (int e = 0; e < parts; e++) {
        for (int at = 0; at < tiles; ) {
          int rows = StencilForm.rows(tiles - at, many);
          kernels.stencil(StencilForm.of(rows, width == wide, false)).run(1, in, v, e * part, vAt, 0, 1,
              u, panels.at(panel, e), 0, width, m, e * tiles * width, mAt, at, false);
          at += rows;
        }
      }
    }

    /// The products of the tiles of a strip become rows of pixels.
    private boolean result(int strip, Panels panels, int panel, Object m, Correlation.Target z) {
      int columns = plan.columns().places();
      int width = panels.width(panel);
      int outs = panels.outs(panel);
      int i = strip % down * size;
      int rows = Math.min(size, plan.rows().places() - i);
      int to = z.offset() + strip / down * z.image() + i * z.row() + panels.left(panel);
      int from = (strip - firstStrip) * across * width;
      if (outs == width && rows == size && columns == across * size) {
        return transforms.result(m, from, tiles * width, width, z.storage(), to, z.row(), z.column(), across, width);
      }
      // Behind the last channel, column and row lie other pixels, so whole tiles are computed aside.
      int aside = parts * tiles * wide;
      int row = size * across * width;
      boolean finite = transforms.result(m, from, tiles * width, width, m, aside, row, width, across, width);
      for (int r = 0; r < rows; r++) {
        kernels.rows(m, aside + r * row, width, z.storage(), to + r * z.row(), z.column(), columns, outs);
      }
      return finite;
    }
  }
}
