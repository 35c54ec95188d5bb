package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Trainings that diverged: what is no number stays none from the job to the report, and no claim holds of it.
class DivergenceTest {
  private static final double[] NUMBERS = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.1};
  private static final String CSV = "place,number\n0,NaN\n1,Infinity\n2,-Infinity\n3,-0.0\n4,0.1\n";

  @TempDir Path place;

  /// A training that came to nothing.
  record Training(long seed) implements Job {
    @Override
    public long work() {
      return 1;
    }

    @Override
    public Result run(Progress progress) {
      double[] none = {Double.NaN, 1, Double.POSITIVE_INFINITY, Double.NaN};
      return Result.empty().with("loss", NUMBERS).with("step", 1, 2).with("x", none).with("y", none)
          .with("sign", Double.NaN, Double.NaN);
    }
  }

  /// An experiment with that training.
  private static final class Diverging implements Experiment {
    record Settings(int trainings) {}

    @Override
    public String id() {
      return "diverging";
    }

    @Override
    public String title() {
      return "Diverging";
    }

    @Override
    public String shows() {
      return "Nothing.";
    }

    @Override
    public String cost(Preset preset) {
      return "no time";
    }

    @Override
    public Study study(Request request) {
      return new Study() {
        @Override
        public Record settings() {
          return new Settings(1);
        }

        @Override
        public List<Job> jobs() {
          return List.of(new Training(request.seed()));
        }

        @Override
        public Findings conclude(List<Result> results) {
          double[] loss = results.getFirst().series("loss");
          Table table = new Table("place", "number");
          double[] places = new double[loss.length];
          for (int i = 0; i < loss.length; i++) {
            table.row(i, loss[i]);
            places[i] = i;
          }
          return new Findings(table, List.of(Claim.atMost("loss", "the loss is small", 1, loss[0])),
              new Figure("Loss", "step", "loss").line("loss", places, loss, Figure.BLUE, Figure.Stroke.SOLID));
        }
      };
    }
  }

  private Shell lazy(Object... args) {
    return Shell.lazy(List.of(new Diverging()), args);
  }

  @Test
  void whatIsNoNumberIsWrittenAndReadBackFaithfully() throws IOException {
    Path out = place.resolve("out");
    Path folder = out.resolve("diverging/quick");
    Shell shell = lazy("run", "diverging", "--out", out);
    assertThat(shell.status()).as(shell.err()).isOne();
    assertThat(shell.out()).contains("FAILS loss: the loss is small (expected at most 1, measured NaN)");
    assertThat(folder.resolve("metrics.csv")).hasContent(CSV);

    Journal.Entry entry = new Journal(folder.resolve("jobs.jsonl")).read(ignored -> {}).values().iterator().next();
    assertThat(entry.result().sameAs(new Training(0).run(Progress.silent()))).isTrue();
    assertThat(lazy("run", "diverging", "--out", out, "--resume").status()).isOne();
    assertThat(folder.resolve("metrics.csv")).hasContent(CSV);
    assertThat(folder.resolve("config.json")).content().contains("\"jobsTakenOver\" : 1");

    assertThat(lazy("merge", out, "--out", place.resolve("merged")).status()).isOne();
    assertThat(place.resolve("merged/diverging/quick/metrics.csv")).hasContent(CSV);
  }

  @Test
  void theReportShowsThatItIsNoNumber() throws IOException {
    Path out = place.resolve("out");
    lazy("run", "diverging", "--quiet", "--out", out);
    assertThat(lazy("report", "--results", out, "--out", place.resolve("page")).status()).isZero();
    String page = Files.readString(place.resolve("page/index.html"));
    assertThat(page).contains("1 of 1 fail", "<td data-label=\"Measured\">NaN</td>")
        .contains("\"x\":[\"NaN\",1.0,\"Infinity\",\"NaN\"]");
    assertThat(place.resolve("page/data/diverging-quick.csv")).hasContent(CSV);
  }

  static Stream<Experiment> planes() {
    return Stream.of(Trajectories.small(), Trajectories.large(), new CrowdedPlane(CrowdedPlane.Panel.A),
        new CrowdedPlane(CrowdedPlane.Panel.B), new CrowdedPlane(CrowdedPlane.Panel.C));
  }

  /// One draw that diverged is enough: the median of the others says nothing of it.
  @ParameterizedTest
  @MethodSource("planes")
  void aPlaneWhoseNeuronsWentNowhereIsDrawnAndItsClaimsFail(Experiment experiment) {
    Study study = experiment.study(new Request(Preset.QUICK, 0, place));
    double[] way = {0.1, 0.2, 0.3, 0.4, 1e200, Double.NEGATIVE_INFINITY, Double.NaN, Double.NaN};
    double[] sane = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};
    Result diverged = Result.empty().with("step", 0, 1, 2, 3).with("loss", 1, 1e300, Double.NaN, Double.NaN)
        .with("x", way).with("y", way).with("sign", Double.NaN, 1);
    Result tame = Result.empty().with("step", 0, 1, 2, 3).with("loss", 1, 0, 0, 0).with("x", sane).with("y", sane)
        .with("sign", 1, 1);
    Result[] results = new Result[study.jobs().size()];
    Arrays.fill(results, tame);
    results[0] = diverged;
    Findings findings = study.conclude(List.of(results));
    assertThat(findings.claims()).isNotEmpty().noneMatch(Claim::holds)
        .allSatisfy(claim -> assertThat(claim.measured()).isEqualTo("NaN"));
    assertThat(findings.figure().png()).isNotEmpty();
    assertThat(findings.figure().svg()).isNotEmpty();
  }

  @Test
  void aSweepOfScalesWithoutNumbersIsDrawn() {
    Study study = new ScaleSweep().study(new Request(Preset.QUICK, 0, place));
    Result none = Result.empty().with("end", Double.NaN).with("best", Double.NaN).with("bestStep", 0)
        .with("train", Double.NaN);
    Findings findings = study.conclude(study.jobs().stream().map(job -> none).toList());
    assertThat(findings.claims()).noneMatch(Claim::holds);
    assertThat(findings.figure().svg()).isNotEmpty();
  }

  static Stream<Arguments> theorems() {
    return Stream.of(
        Arguments.of(new FiniteHorizon(), List.of("slope_distance", "slope_gap", "slope_output_gap", "energy_bound")),
        Arguments.of(new SquareBounds(), List.of("slope", "gap_bound", "residual_falls")),
        Arguments.of(new OverParameterised(), List.of("square_slope_distance", "square_slope_gap", "square_rate",
            "square_linear_rate", "square_unit_rate")),
        Arguments.of(new FreshPoints(), List.of("centred", "bound")));
  }

  /// Of several tasks the first diverged: a claim about the farthest of all says so.
  @ParameterizedTest
  @MethodSource("theorems")
  void ofAllRunsTheFarthestIsTheOneThatDiverged(Experiment experiment, List<String> claims) {
    Study study = experiment.study(new Request(Preset.MEDIUM, 0, place));
    Result[] results = new Result[study.jobs().size()];
    Arrays.fill(results, measured(1));
    Arrays.fill(results, 4, 11, measured(Double.NaN));
    List<Claim> found = study.conclude(List.of(results)).claims();
    for (String id : claims) {
      Claim claim = found.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
      assertThat(claim.measured()).as(id).isEqualTo("NaN");
      assertThat(claim.holds()).as(id).isFalse();
    }
  }

  /// Everything that a theorem's job measures, all of one size.
  private static Result measured(double size) {
    Result result = Result.empty().with("alpha_over_threshold", 2).with("condition", 1);
    for (String name : List.of("distance", "gap", "output_gap", "energy_ratio", "end", "bound", "growth", "gap_ratio",
        "output_gap_ratio", "distance_ratio", "decay_ratio", "radius_ratio", "rate", "tangent_rate", "apart", "time",
        "residual", "tangent_residual")) {
      result = result.with(name, size);
    }
    return result;
  }
}
