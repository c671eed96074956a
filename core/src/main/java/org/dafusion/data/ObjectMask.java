package org.dafusion.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dafusion.image.InvalidMaskException;
import org.dafusion.image.Polygons;
import org.dafusion.image.RunLengths;

/**
 * Where the object of an image is, as its dataset tells it. A listed image carries the {@link
 * #text}, so that masks are made where pictures are read.
 *
 * <ul>
 *   <li>a path or URL: the file of a mask;
 *   <li>{@code palette-index:7:<path or URL>}: the pixels of a PNG that hold the index 7;
 *   <li>{@code coco-polygons:h480,w640:x,y,x,y,…;x,y,…}: outlines of its pieces;
 *   <li>{@code coco-counts:h480,w640:12,3,…}: COCO's run lengths as numbers;
 *   <li>{@code coco-rle:h480,w640:…}: the same as COCO's string.
 * </ul>
 */
public sealed interface ObjectMask {
  /** Formats of the forms that COCO has: height, width, and numbers as its JSON writes them. */
  String COCO_POLYGONS = "coco-polygons:h%d,w%d:%s";

  /** See {@link #COCO_POLYGONS}. */
  String COCO_COUNTS = "coco-counts:h%d,w%d:%s";

  /** See {@link #COCO_POLYGONS}. */
  String COCO_RLE = "coco-rle:h%d,w%d:%s";

  /** A mask in a file of its own. */
  record InFile(String uri) implements ObjectMask {
    @Override
    public String text() {
      return uri;
    }

    @Override
    public String toString() {
      return uri;
    }
  }

  /** An object among others in a PNG with a palette: the pixels of its index, 0 to 255. */
  record InPalette(String uri, int index) implements ObjectMask {
    @Override
    public String text() {
      return "palette-index:%d:%s".formatted(index, uri);
    }

    @Override
    public String toString() {
      return "of the index %d in %s".formatted(index, uri);
    }
  }

  /** Run lengths in the annotations themselves. */
  record OfRunLengths(RunLengths runs) implements ObjectMask {
    @Override
    public String text() {
      return COCO_COUNTS.formatted(
          runs.height(),
          runs.width(),
          runs.counts().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    @Override
    public String toString() {
      return "of %d run lengths in its annotation".formatted(runs.counts().size());
    }
  }

  /** Outlines in the annotations themselves. */
  record OfPolygons(Polygons polygons) implements ObjectMask {
    @Override
    public String text() {
      return COCO_POLYGONS.formatted(
          polygons.height(),
          polygons.width(),
          polygons.outlines().stream()
              .map(
                  outline -> outline.stream().map(String::valueOf).collect(Collectors.joining(",")))
              .collect(Collectors.joining(";")));
    }

    @Override
    public String toString() {
      return "of %d polygons in its annotation".formatted(polygons.outlines().size());
    }
  }

  /** What {@link #parse} reads. */
  String text();

  /** For people: completes "the mask …". */
  @Override
  String toString();

  /**
   * Reads the text of a mask; what is of no other form is a path or URL.
   *
   * @throws InvalidMaskException if it begins as another form and does not go on as one
   */
  static ObjectMask parse(String text) throws InvalidMaskException {
    if (!Forms.SPECIAL.matcher(text).lookingAt()) {
      return new InFile(text);
    }
    Matcher palette = Forms.PALETTE.matcher(text);
    if (palette.matches()) {
      return new InPalette(palette.group("uri"), Forms.whole(palette.group("index"), 255));
    }
    Matcher coco = Forms.COCO.matcher(text);
    if (!coco.matches()) {
      throw new InvalidMaskException(
          "its text begins as one of coco-polygons, coco-counts, coco-rle and palette-index and does not go on so");
    }
    int height = Forms.whole(coco.group("height"), Integer.MAX_VALUE);
    int width = Forms.whole(coco.group("width"), Integer.MAX_VALUE);
    String rest = coco.group("rest");
    return switch (coco.group("form")) {
      case "polygons" -> new OfPolygons(new Polygons(height, width, Forms.outlines(rest)));
      case "counts" -> new OfRunLengths(new RunLengths(height, width, Forms.counts(rest)));
      default -> new OfRunLengths(RunLengths.ofString(height, width, rest));
    };
  }

  /** How the forms are told apart, and their numbers read. */
  final class Forms {
    private static final Pattern SPECIAL =
        Pattern.compile("(palette-index|coco-(polygons|counts|rle)):");
    private static final Pattern PALETTE =
        Pattern.compile("palette-index:(?<index>\\d{1,3}):(?<uri>.+)", Pattern.DOTALL);
    private static final Pattern COCO =
        Pattern.compile(
            "coco-(?<form>polygons|counts|rle):h(?<height>\\d{1,9}),w(?<width>\\d{1,9}):(?<rest>.*)",
            Pattern.DOTALL);

    private Forms() {}

    private static List<List<Double>> outlines(String text) throws InvalidMaskException {
      List<List<Double>> outlines = new ArrayList<>();
      for (String outline : text.split(";")) {
        List<Double> numbers = new ArrayList<>();
        for (String number : outline.split(",")) {
          numbers.add(number(number));
        }
        outlines.add(numbers);
      }
      return outlines;
    }

    private static List<Integer> counts(String text) throws InvalidMaskException {
      List<Integer> counts = new ArrayList<>();
      for (String count : text.isEmpty() ? new String[0] : text.split(",")) {
        counts.add(whole(count, Integer.MAX_VALUE));
      }
      return counts;
    }

    private static int whole(String text, int largest) throws InvalidMaskException {
      double number = number(text);
      if (number != Math.rint(number) || number < 0 || number > largest) {
        throw new InvalidMaskException(
            "it has the number %s: must be whole, 0 to %d".formatted(text, largest));
      }
      return (int) number;
    }

    private static double number(String text) throws InvalidMaskException {
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw new InvalidMaskException("'%s' in it is no number".formatted(text));
      }
    }
  }
}
