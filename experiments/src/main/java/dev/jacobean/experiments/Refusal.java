package dev.jacobean.experiments;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Bad input, told to the user in the one sentence of its message.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Bad usage or input.
  static final int USAGE = 2;

  /// Data that the experiment needs is not there.
  static final int DATA = 3;

  private final int status;
  private final String sentence;

  private Refusal(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
    this.sentence = sentence;
  }

  /// Bad usage or input.
  static Refusal usage(String sentence) {
    return new Refusal(USAGE, sentence);
  }

  /// Refuses a folder that was named by an option and cannot be read; one that nobody named need not be there.
  static void unlessFolder(CommandSpec spec, String option, Path folder) {
    boolean told = spec.commandLine().getParseResult().hasMatchedOption(option);
    if (told && !(Files.isDirectory(folder) && Files.isReadable(folder))) {
      throw new ParameterException(spec.commandLine(),
          option + " is " + folder + "; it must be a folder that can be read");
    }
  }

  /// Missing data.
  static Refusal data(String sentence) {
    return new Refusal(DATA, sentence);
  }

  /// What is there and what must hold.
  String sentence() {
    return sentence;
  }

  /// The exit status of the command.
  int status() {
    return status;
  }
}
