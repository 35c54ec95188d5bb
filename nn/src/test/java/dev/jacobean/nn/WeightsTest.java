package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.nn.data.Damage;
import dev.jacobean.nn.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsTest {
  private static final Backend SINGLE = Backends.f32();
  private static final Backend DOUBLE = Backends.f64();

  /// What the fixtures hold, see `make_weights.py`.
  record Net(List<Linear> layers, Tensor scale, Tensor empty, String remark) {}

  private static final Net NET = new Net(
      List.of(new Linear(Tensor.of(SINGLE, Shape.of(2, 3), 0, 0.25, 0.5, 0.75, 1, 1.25),
          Tensor.of(SINGLE, Shape.of(3), 1e-40f, Double.POSITIVE_INFINITY, -0.0))),
      Tensor.scalar(0.1), Tensor.zeros(SINGLE, 2, 0), "rides along");
  private static final Net BLANK = Tree.zerosLike(NET);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"numpy.safetensors", "torch.safetensors", "stored.npz", "deflated.npz", "turned.npz"})
  void filesOfPythonsOwnLibrariesAreRead(String name) {
    assertThatBitsEqual(Weights.load(fixture(name), BLANK), NET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"net.safetensors", "net.npz"})
  void whatIsSavedIsLoadedBitForBit(String name) {
    Path path = folder.resolve(name);
    Weights.save(path, NET);
    Net loaded = Weights.load(path, BLANK);
    assertThatBitsEqual(loaded, NET);
    assertThat(loaded.remark()).isEqualTo("rides along");
    assertThat(folder.toFile().list()).containsExactly(name);
    assertThat(Weights.read(path)).containsOnlyKeys("layers[0].weight", "layers[0].bias", "scale", "empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.safetensors", "x.npz"})
  void viewsLargeTensorsAndSingleTensorsAreKept(String name) {
    Tensor large = Tensor.normal(SINGLE, Key.of(1).child(0).generator(), 301, 407);
    Tensor view = large.transpose().slice(0, 3, 400, 2).reverse(1);
    Map<String, Tensor> named = Map.of("ä \"quoted\"", view, "wide", Tensor.full(DOUBLE, 2, 3, 5));
    Path path = folder.resolve(name);
    Weights.save(path, named);
    assertThatBitsEqual(Weights.load(path, Tree.zerosLike(named)), named);
    Weights.save(path, large);
    assertThat(Weights.read(path)).containsOnlyKeys("value");
    assertThatBitsEqual(Weights.load(path, large.zeros()), large);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.safetensors", "x.npz"})
  void whatALayerHoldsIsSavedWithIt(String name) {
    BatchNorm fresh = BatchNorm.of(SINGLE, 2);
    BatchNorm seen = fresh.withState(List.of(Tensor.of(1f, 2f), Tensor.of(3f, 4f)));
    Path path = folder.resolve(name);
    Weights.save(path, seen);
    assertThat(Weights.read(path)).containsOnlyKeys("scale", "shift", "held[0]", "held[1]");
    assertThatBitsEqual(Weights.load(path, fresh).state(), seen.state());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.safetensors", "x.npz"})
  void whatIsReadIsSavedUnderTheSameNames(String name) {
    Path path = folder.resolve(name);
    Path copy = folder.resolve("copy-" + name);
    Weights.save(path, NET);
    Weights.save(copy, Weights.read(path));
    assertThatBitsEqual(Weights.load(copy, BLANK), NET);
    assertThatBitsEqual(Weights.load(copy, Weights.read(path)), Weights.read(path));
  }

  @Test
  void theTreesInAMapAreNamedAfterTheirKeys() {
    Path path = folder.resolve("x.safetensors");
    Map<String, Object> map = new HashMap<>(Map.of("b", NET.layers().getFirst(), "a", NET.layers(), "c", NET.scale()));
    map.put("d", null);
    Weights.save(path, map);
    assertThat(Weights.read(path)).containsOnlyKeys("a[0].weight", "a[0].bias", "b.weight", "b.bias", "c");
    assertThatBitsEqual(Weights.load(path, Tree.zerosLike(map)), map);
  }

  record Holding(List<Tensor> held, Held other) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
      return x;
    }

    @Override
    public List<Tensor> state() {
      return List.of(other.value());
    }
  }

  record Named(Tensor __metadata__) {}

  @Test
  void namesThatCannotBeReadAgainAreRefused() {
    Layer layer = new Holding(List.of(NET.scale()), Held.of(NET.scale()));
    assertThatThrownBy(() -> Weights.save(folder.resolve("x.npz"), layer)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weights: two tensors are named held[0]; names must differ");
    Named named = new Named(NET.scale());
    assertThatThrownBy(() -> Weights.save(folder.resolve("x.safetensors"), named))
        .isInstanceOf(IllegalArgumentException.class).hasMessage(
            "weights: a tensor is named __metadata__, where safetensors has its text; must be named otherwise");
    assertThat(folder.toFile().list()).isEmpty();
  }

  /// Any text may stand beside the tensors in other programs' files.
  @ParameterizedTest
  @ValueSource(strings = {"{'__metadata__':{'sha256':'none'}}", "{'__metadata__':{'sha256':'none','format':'pt'}}",
      "{'__metadata__':{'format':'pt','sha256':'0123'}}"})
  void anotherProgramsChecksumIsItsOwnAffair(String header) throws IOException {
    assertThat(Weights.read(file(header, 0))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.safetensors", "x.npz"})
  void theSameTreeGivesTheSameFile(String name) throws IOException {
    Weights.save(folder.resolve(name), NET);
    byte[] first = Files.readAllBytes(folder.resolve(name));
    Weights.save(folder.resolve(name), NET);
    assertThat(folder.resolve(name)).hasBinaryContent(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.safetensors", "x.npz"})
  void anotherModelsFileIsTold(String name) {
    Path path = folder.resolve(name);
    Weights.save(path, NET);
    fails(() -> Weights.load(path, NET.layers().getFirst())).hasMessageContaining("holds a tensor");
    Net longer = new Net(List.of(NET.layers().getFirst(), NET.layers().getFirst()), NET.scale(), NET.empty(), "");
    fails(() -> Weights.load(path, longer))
        .hasMessage(path + ": holds no tensor layers[1].weight [2, 3]; must hold all of the model's");
    Net single = new Net(NET.layers(), NET.scale().to(DType.F32), NET.empty(), "");
    fails(() -> Weights.load(path, single)).hasMessage(path + ": scale is F64 []; must be F32 [] as in the model");
    Net other = new Net(NET.layers(), NET.scale(), Tensor.zeros(SINGLE, 0, 2), "");
    fails(() -> Weights.load(path, other))
        .hasMessage(path + ": empty is F32 [2, 0]; must be F32 [0, 2] as in the model");
  }

  @Test
  void otherElementTypesAreTold() {
    fails(() -> Weights.read(fixture("bfloat16.safetensors")))
        .hasMessageEndingWith("scale is of type BF16; must be F32 or F64");
    fails(() -> Weights.read(fixture("integers.npz")))
        .hasMessageEndingWith("scale.npy: is of type <i8; must be f4 or f8");
  }

  @Test
  void otherFileNamesAndEqualNamesAreTold() {
    assertThatThrownBy(() -> Weights.save(folder.resolve("net.bin"), NET)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("net.bin; its name must end in .safetensors or .npz");
    Map<Object, Tensor> twins = Map.of(1, Tensor.scalar(1), "1", Tensor.scalar(2));
    assertThatThrownBy(() -> Weights.save(folder.resolve("net.npz"), twins))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weights: two tensors are named 1; names must differ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"net.safetensors", "net.npz"})
  void missingFilesAndFoldersAreTold(String name) {
    fails(() -> Weights.read(folder.resolve(name))).hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> Weights.save(folder.resolve("none").resolve(name), NET))
        .isInstanceOf(UncheckedIOException.class).hasMessageStartingWith("cannot write ");
  }

  /// Each a header that must not pass, and what its message must say.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}"
          + "|12|numbers of b begin at 4; must begin at 8",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}|12|numbers of a begin at 4; must begin at 0",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|4|has 4 bytes of numbers; must have 8",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|12|has 12 bytes of numbers; must have 8",
      "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}|8|is F32 [3] in 8 bytes; must be in 12",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}|8|has data_offsets [8, 0]",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}|8|has data_offsets [-8, 0]",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}|8|has data_offsets [0]",
      "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}|8|sizes must not be negative",
      "{'a':{'dtype':'F32','shape':[0,3000000000],'data_offsets':[0,0]}}|0|product at most 2147483647",
      "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}}|0|product at most 2147483647",
      "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}}|8|not as safetensors demands",
      "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}|8|must be whole numbers",
      "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}|8|must have START_ARRAY",
      "{'a':{'dtype':'I64','shape':[1],'data_offsets':[0,8]}}|8|a is of type I64; must be F32 or F64",
      "{'a':{'dtype':'F32','data_offsets':[0,8]}}|8|must be by dtype, shape and data_offsets",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}}|8|must be by dtype, shape and data_offsets",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[0],'data_offsets':[8,8]}}"
          + "|8|Duplicate Object property",
      "{'a':1}|0|must have START_OBJECT",
      "{'__metadata__':{'x':1}}|0|must have VALUE_STRING",
      "[]|0|must have START_OBJECT",
      "{}x|0|has more after its header's end",
      "{|0|must have at least",
      "{'a':|0|not as safetensors demands",
      "{'__metadata__':{'format':'jacobean'}}|0|does not begin as this library writes it",
      "{'__metadata__':{'format':'jacobean','sha256':''}}|0|does not begin as this library writes it",
      "{'__metadata__':{'format':'jacobean','sha256':'12'}}|0|does not begin as this library writes it",
      "{'__metadata__':{'format':'jacobeen','sha256':'12'}}|0|does not begin as this library writes it",
  })
  void badHeadersAreTold(String header, int dataBytes, String message) throws IOException {
    Path path = file(header, dataBytes);
    fails(() -> Weights.read(path)).hasMessageContaining(message.replace("must have at least", "must be at least 2"));
  }

  private Path file(String header, int dataBytes) throws IOException {
    byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(folder.resolve("x.safetensors"), file.putLong(text.length).put(text).array());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 100, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void absurdHeaderLengthsAreTold(long length) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    Path path = Files.write(folder.resolve("x.safetensors"), file.array());
    fails(() -> Weights.read(path)).hasMessageContaining("has a header of " + Long.toUnsignedString(length) + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"net.safetensors", "net.npz"})
  void aFileCutAnywhereIsTold(String name) throws IOException {
    Path path = folder.resolve(name);
    Weights.save(path, NET);
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      fails(() -> Weights.load(path, BLANK)).as("cut at %d of %d", length, whole.length).hasMessageContaining("must");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"net.safetensors", "net.npz"})
  void everyFlippedBitIsTold(String name) throws IOException {
    Path path = folder.resolve(name);
    Weights.save(path, NET);
    byte[] whole = Files.readAllBytes(path);
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      Files.write(path, flipped);
      fails(() -> Weights.load(path, BLANK)).as("flipped at %d of %d", at, whole.length).hasMessageContaining("must");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"net.safetensors", "net.npz"})
  void noDamageIsAcceptedSilently(String name) throws IOException {
    Path path = folder.resolve(name);
    Weights.save(path, NET);
    byte[] whole = Files.readAllBytes(path);
    for (int i = 0; i < 400; i++) {
      Files.write(path, Damage.of(whole, Key.of(2).child(i).generator()));
      fails(() -> Weights.load(path, BLANK)).as("damage %d", i).hasMessageContaining("must");
    }
  }

  /// Other programs' files have no checksum of the whole: what passes must at least have names and shapes of the model,
  /// and from an archive, whose files have checksums, the very numbers.
  @ParameterizedTest
  @ValueSource(strings = {"numpy.safetensors", "torch.safetensors", "stored.npz", "deflated.npz"})
  void damagedFilesOfOthersNeverEndInAnotherException(String name) throws IOException {
    byte[] whole = Files.readAllBytes(fixture(name));
    Path path = folder.resolve(name);
    for (int i = 0; i < 300; i++) {
      Files.write(path, Damage.of(whole, Key.of(3).child(i).generator()));
      try {
        Net loaded = Weights.load(path, BLANK);
        if (name.endsWith(".npz")) {
          assertThatBitsEqual(loaded, NET);
        }
      } catch (DataException e) {
        assertThat(e.getMessage()).as("damage %d", i).contains("must").doesNotContain("\n");
      }
    }
  }

  @Test
  void aFailedWriteLeavesWhatWasThere() throws IOException {
    Path path = folder.resolve("net.safetensors");
    Weights.save(path, NET);
    byte[] before = Files.readAllBytes(path);
    assertThatThrownBy(() -> AtomicFile.write(path, channel -> {
      channel.write(ByteBuffer.allocate(100));
      throw new IOException("No space left on device");
    })).isInstanceOf(UncheckedIOException.class).hasMessage("cannot write " + path + ": No space left on device");
    assertThat(path).hasBinaryContent(before);
    assertThat(folder.toFile().list()).containsExactly("net.safetensors");
  }

  private static void assertThatBitsEqual(Object found, Object expected) {
    assertThat(Tree.names(found)).isEqualTo(Tree.names(expected));
    List<Tensor> leaves = Tree.leaves(expected);
    for (int i = 0; i < leaves.size(); i++) {
      Tensor leaf = Tree.leaves(found).get(i);
      assertThat(leaf.shape()).isEqualTo(leaves.get(i).shape());
      assertThat(leaf.backend()).isSameAs(leaves.get(i).backend());
      assertThat(Arrays.equals(leaf.toDoubles(), leaves.get(i).toDoubles())).as("leaf %d", i).isTrue();
    }
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> fails(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
    return assertThatThrownBy(reading).isInstanceOf(DataException.class).hasMessageNotContaining("\n");
  }

  private static Path fixture(String name) {
    try {
      return Path.of(WeightsTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
