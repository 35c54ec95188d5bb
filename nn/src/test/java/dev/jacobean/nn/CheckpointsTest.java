package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.data.Damage;
import dev.jacobean.nn.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
  record State(Linear layer, Tensor steps) {}

  private static final Map<String, String> RUN = Map.of("seed", "7", "model", "linear");
  private static final State STATE =
      new State(Linear.xavier(Backends.f32(), Key.of(1).child(0).generator(), 2, 3, 1), Tensor.scalar(5));

  @TempDir Path folder;

  private Checkpoints checkpoints() {
    return new Checkpoints(folder, RUN);
  }

  @Test
  void theLastOneIsReadWithItsNotes() {
    assertThat(checkpoints().latest(STATE)).isEmpty();
    checkpoints().save(9, STATE, Map.of("history", "a\nb"));
    checkpoints().save(10, new State(STATE.layer(), Tensor.scalar(6)), Map.of("history", "c"));
    Checkpoints.Saved<State> saved = checkpoints().latest(STATE).orElseThrow();
    assertThat(saved.step()).isEqualTo(10);
    assertThat(saved.tree().steps().item()).isEqualTo(6);
    assertThat(saved.tree().layer().weight().toDoubles()).isEqualTo(STATE.layer().weight().toDoubles());
    assertThat(saved.notes()).containsExactly(Map.entry("history", "c"));
  }

  @Test
  void onlyTheLastTwoAreKeptAndUnfinishedOnesDeleted() throws IOException {
    Files.write(folder.resolve("step-000000000001.safetensors.part"), new byte[3]);
    Files.write(folder.resolve("notes.txt"), new byte[3]);
    for (long step : new long[] {8, 9, 10, 11}) {
      checkpoints().save(step, STATE, Map.of());
    }
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder(
        "step-000000000010.safetensors", "step-000000000011.safetensors", "notes.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "fa-IR"})
  void aLanguageWithDigitsOfItsOwnWritesTheSameNames(String language) {
    Locale usual = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(language));
    try {
      for (long step : new long[] {8, 9, 10}) {
        checkpoints().save(step, STATE, Map.of());
      }
      assertThat(checkpoints().latest(STATE).orElseThrow().step()).isEqualTo(10);
      assertThat(folder.toFile().list()).containsExactlyInAnyOrder(
          "step-000000000009.safetensors", "step-000000000010.safetensors");
      Path archive = folder.resolve("state.npz");
      Weights.save(archive, STATE);
      assertThat(Weights.read(archive)).containsOnlyKeys("layer.weight", "layer.bias", "steps");
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void anotherRunsCheckpointIsTold() throws IOException {
    Path path = checkpoints().save(1, STATE, Map.of());
    fails(() -> new Checkpoints(folder, Map.of("seed", "8", "model", "linear")).latest(STATE))
        .hasMessage(path + ": is of a run with seed 7; must be 8 as in this run");
    fails(() -> new Checkpoints(folder, Map.of("seed", "7")).latest(STATE))
        .hasMessage(path + ": is of a run with model linear; must be without, as this run");
    fails(() -> new Checkpoints(folder, Map.of("seed", "7", "model", "linear", "rate", "1")).latest(STATE))
        .hasMessage(path + ": is of a run with rate unknown; must be 1 as in this run");
    fails(() -> checkpoints().latest(STATE.layer())).hasMessageContaining("the model has none; must have the same");
    Weights.save(path, STATE);
    fails(() -> checkpoints().latest(STATE))
        .hasMessage(path + ": is a checkpoint of version none; must be of version 1");
    Path renamed = folder.resolve("step-000000000002.safetensors");
    checkpoints().save(1, STATE, Map.of());
    Files.move(path, renamed);
    fails(() -> checkpoints().latest(STATE)).hasMessage(renamed + ": is of step 1; must be of the step in its name");
  }

  @Test
  void aCheckpointCutAnywhereIsToldAndTheOneBeforeNamed() throws IOException {
    Path good = checkpoints().save(1, STATE, Map.of("history", "x"));
    byte[] before = Files.readAllBytes(good);
    Path path = checkpoints().save(2, STATE, Map.of("history", "y"));
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      fails(() -> checkpoints().latest(STATE)).as("cut at %d of %d", length, whole.length)
          .hasMessageEndingWith("(" + good + " is whole: to go on from there, delete the later one)");
    }
    assertThat(good).hasBinaryContent(before);
    Files.delete(path);
    assertThat(checkpoints().latest(STATE).orElseThrow().step()).isEqualTo(1);
  }

  @Test
  void noDamageIsAcceptedSilently() throws IOException {
    Path path = checkpoints().save(3, STATE, Map.of("history", "x"));
    byte[] whole = Files.readAllBytes(path);
    for (int i = 0; i < 200; i++) {
      Files.write(path, Damage.of(whole, Key.of(9).child(i).generator()));
      fails(() -> checkpoints().latest(STATE)).as("damage %d", i).hasMessageContaining("must");
    }
  }

  @Test
  void aFailedSaveLeavesTheOneBefore() throws IOException {
    Path good = checkpoints().save(1, STATE, Map.of());
    Files.createDirectory(folder.resolve("step-000000000002.safetensors.part"));
    assertThatThrownBy(() -> checkpoints().save(2, STATE, Map.of())).isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot write " + folder.resolve("step-000000000002.safetensors"));
    assertThat(checkpoints().last()).contains(good);
    assertThat(checkpoints().latest(STATE).orElseThrow().step()).isEqualTo(1);
  }

  @Test
  void aFullDiskIsToldAndTheOneBeforeStays() throws IOException, InterruptedException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()))
        .as("this system does not let the test mount a small disk").isZero();
    try {
      Checkpoints full = new Checkpoints(disk.resolve("run"), RUN);
      Tensor large = Tensor.zeros(Backends.f32(), 10_000);
      Path good = full.save(1, large, Map.of());
      assertThatThrownBy(() -> full.save(2, large, Map.of())).isInstanceOf(UncheckedIOException.class)
          .hasMessageMatching("cannot write .*step-000000000002.safetensors: No space left on device");
      assertThat(full.last()).contains(good);
      assertThat(full.latest(large).orElseThrow().step()).isEqualTo(1);
      assertThat(disk.resolve("run").toFile().list()).hasSize(1);
    } finally {
      run("umount", disk.toString());
    }
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> fails(ThrowingCallable reading) {
    return assertThatThrownBy(reading).isInstanceOf(DataException.class).hasMessageNotContaining("\n");
  }
}
