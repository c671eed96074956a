package org.dafusion.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Struct;

/** Variables of a MATLAB file of level 5, which is what MATLAB's {@code save} wrote until 7.3. */
final class MatlabFile {
  private static final int LONGEST_TEXT = 1 << 16;

  private final Layout layout;
  private final DatasetFiles files;
  private final String path;
  private final MatFile content;

  private MatlabFile(Layout layout, DatasetFiles files, String path, MatFile content) {
    this.layout = layout;
    this.files = files;
    this.path = path;
    this.content = content;
  }

  /**
   * Reads a file.
   *
   * @throws InvalidDatasetException if it is not there, or no such file
   */
  static MatlabFile read(Layout layout, DatasetFiles files, String path) {
    byte[] bytes = layout.read(files, path, MatlabElements.MOST_BYTES);
    try {
      return new MatlabFile(layout, files, path, MatlabReader.read(bytes));
    } catch (IOException | RuntimeException e) {
      // the library has many ways to say that a file is none
      throw layout.refusal(
          files,
          "%s is no MATLAB file of level 5, which is all that is read (%s)"
              .formatted(path, e.getMessage()));
    }
  }

  /** The path below the dataset's root. */
  String path() {
    return path;
  }

  /** A vector of whole numbers. */
  int[] integers(String variable) {
    Matrix matrix = variable(variable, Matrix.class, "a matrix of numbers");
    if (MatlabReader.elements(matrix.getDimensions()) > MatlabReader.MOST_ELEMENTS) {
      throw refusal(
          variable, "a matrix of at most %d numbers".formatted(MatlabReader.MOST_ELEMENTS));
    }
    int[] values = new int[matrix.getNumElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = whole(matrix, i, variable);
    }
    return values;
  }

  /** A cell array of texts. */
  List<String> texts(String variable) {
    Cell cell = variable(variable, Cell.class, "a cell array of texts");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < cell.getNumElements(); i++) {
      if (!(cell.get(i) instanceof Char text)) {
        throw refusal(variable, "a cell array of texts");
      }
      texts.add(text(variable, text));
    }
    return texts;
  }

  /** A field of a struct array, of whole numbers. */
  List<Integer> integers(String variable, String field) {
    Struct struct = struct(variable, field);
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < struct.getNumElements(); i++) {
      if (!(struct.get(field, i) instanceof Matrix matrix) || matrix.getNumElements() != 1) {
        throw refusal(variable, "a struct array with a number in each " + field);
      }
      values.add(whole(matrix, 0, variable));
    }
    return values;
  }

  /** A field of a struct array, of texts. */
  List<String> texts(String variable, String field) {
    Struct struct = struct(variable, field);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < struct.getNumElements(); i++) {
      if (!(struct.get(field, i) instanceof Char text)) {
        throw refusal(variable, "a struct array with a text in each " + field);
      }
      texts.add(text(variable, text));
    }
    return texts;
  }

  /** The library makes room for as many characters as the dimensions say. */
  private String text(String variable, Char text) {
    if (MatlabReader.elements(text.getDimensions()) > LONGEST_TEXT) {
      throw refusal(variable, "of texts of at most %d characters".formatted(LONGEST_TEXT));
    }
    return text.getString();
  }

  private Struct struct(String variable, String field) {
    Struct struct = variable(variable, Struct.class, "a struct array");
    if (!struct.getFieldNames().contains(field)) {
      throw refusal(variable, "a struct array with the field " + field);
    }
    return struct;
  }

  private <T extends Array> T variable(String name, Class<T> type, String wanted) {
    for (MatFile.Entry entry : content.getEntries()) {
      if (entry.getName().equals(name) && type.isInstance(entry.getValue())) {
        return type.cast(entry.getValue());
      }
    }
    throw refusal(name, wanted);
  }

  private int whole(Matrix matrix, int index, String variable) {
    double value = matrix.getDouble(index);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw refusal(variable, "of whole numbers, found " + value);
    }
    return (int) value;
  }

  private InvalidDatasetException refusal(String variable, String wanted) {
    return layout.refusal(
        files, "the variable %s of %s is not %s".formatted(variable, path, wanted));
  }
}
