package org.dafusion.data;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * A file of captions as Hugging Face's image folders have it: comma-separated values in UTF-8 with
 * a line of column names, among them {@code file_name}, a path relative to the file itself, and
 * {@code text}. Other columns are no business of ours, and without {@code text} the file holds no
 * captions.
 */
public final class CaptionFile {
  /** The only name that such a file has. */
  public static final String NAME = "metadata.csv";

  private static final String FILE_NAME = "file_name";
  private static final String TEXT = "text";
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').build();
  private static final CSVFormat WITH_HEADER =
      FORMAT
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
          .build();

  private CaptionFile() {}

  /**
   * The content of a file of captions.
   *
   * @param captions text by file name, in the order to be written
   */
  public static byte[] write(Map<String, String> captions) {
    StringBuilder content = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(content, FORMAT)) {
      printer.printRecord(FILE_NAME, TEXT);
      for (Map.Entry<String, String> caption : captions.entrySet()) {
        printer.printRecord(caption.getKey(), caption.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Memory takes what is appended to it", e);
    }
    return content.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Captions by file name, stripped; an empty one stands for none.
   *
   * @param shownAs what an error calls the file
   * @throws InvalidDatasetException if it is no such file, or names a file twice
   */
  static Map<String, String> parse(String shownAs, byte[] content) {
    return column("the captions of " + shownAs, content, TEXT, false);
  }

  /**
   * What another column says of each file, stripped, by file name.
   *
   * @param shownAs what an error calls the file
   * @throws InvalidDatasetException if it is no such file, has no such column, or names a file
   *     twice
   */
  static Map<String, String> column(String shownAs, byte[] content, String column) {
    return column(shownAs, content, column, true);
  }

  private static Map<String, String> column(
      String shownAs, byte[] content, String column, boolean required) {
    try (CSVParser parser = WITH_HEADER.parse(new StringReader(text(shownAs, content)))) {
      if (!required && !parser.getHeaderNames().contains(column)) {
        return Map.of();
      }
      requireColumn(shownAs, parser, FILE_NAME);
      requireColumn(shownAs, parser, column);
      Map<String, String> captions = new LinkedHashMap<>();
      for (CSVRecord line : parser) {
        if (!line.isConsistent()) {
          throw refusal(
              shownAs,
              "line %d has %d values for %d columns"
                  .formatted(
                      parser.getCurrentLineNumber(), line.size(), parser.getHeaderNames().size()));
        }
        if (captions.put(line.get(FILE_NAME), line.get(column).strip()) != null) {
          throw refusal(shownAs, "it names " + line.get(FILE_NAME) + " twice");
        }
      }
      return captions;
    } catch (IOException | IllegalArgumentException e) {
      throw refusal(shownAs, e.getMessage());
    } catch (UncheckedIOException e) {
      throw refusal(shownAs, e.getCause().getMessage());
    }
  }

  private static void requireColumn(String shownAs, CSVParser parser, String column) {
    if (!parser.getHeaderNames().contains(column)) {
      throw refusal(
          shownAs,
          "its columns are %s: one must be %s"
              .formatted(String.join(", ", parser.getHeaderNames()), column));
    }
  }

  private static String text(String shownAs, byte[] content) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      // Excel begins its files with a byte order mark
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw refusal(shownAs, "it is not UTF-8");
    }
  }

  private static InvalidDatasetException refusal(String shownAs, String reason) {
    return new InvalidDatasetException("Cannot use %s because %s".formatted(shownAs, reason));
  }
}
