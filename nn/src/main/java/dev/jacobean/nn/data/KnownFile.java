package dev.jacobean.nn.data;

import static dev.jacobean.nn.data.DataException.require;

/// A published file of which every byte is known.
///
/// @param name its name, without `.gz`
/// @param bytes its length, decompressed
/// @param sha256 its SHA-256, decompressed, as hexadecimal digits
record KnownFile(String name, long bytes, String sha256) {
  /// The content, if it is this file's.
  ///
  /// @throws DataException otherwise
  byte[] checked(String where, byte[] content) {
    require(content.length == bytes, "%s: holds %s%d bytes; must hold exactly %d",
        where, content.length > bytes ? "at least " : "", content.length, bytes);
    String found = Digest.hex(content);
    require(found.equals(sha256), "%s: has SHA-256 %s; must be %s (the file is damaged, or another one)",
        where, found, sha256);
    return content;
  }
}
