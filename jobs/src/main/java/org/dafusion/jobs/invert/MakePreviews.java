package org.dafusion.jobs.invert;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditResult.Edited;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.ImageToImage;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.executor.ErasedFile;
import org.dafusion.jobs.executor.ExecutorModels;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.pictures.InvertRun;
import scala.collection.BufferedIterator;
import scala.collection.JavaConverters;

/**
 * A few pictures with each concept: from noise alone, where it shows what the concept means to the
 * model, and from a photo, as they will be in use.
 */
final class MakePreviews implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  /** Pictures of each kind. */
  static final int EACH = 2;

  /** Tiles of a concept: the photo and two kinds of pictures. */
  static final int TILES = 1 + 2 * EACH;

  /** What it takes: a concept and a photo that it was learned from. */
  static final StructType CONCEPTS =
      new StructType()
          .add("line", DataTypes.IntegerType)
          .add("class", DataTypes.StringType)
          .add("placeholder", DataTypes.StringType)
          .add("photo", DataTypes.StringType);

  /** What it makes. */
  static final Encoder<Row> ENCODER =
      Encoders.row(
          new StructType()
              .add("line", DataTypes.IntegerType)
              .add("place", DataTypes.IntegerType)
              .add("caption", DataTypes.StringType)
              .add("png", DataTypes.BinaryType));

  // the paper's prompt, guidance scale and middle intensity
  private static final String PROMPT = "a photo of a ";
  private static final double GUIDANCE_SCALE = 7.5;
  private static final double INTENSITY = 0.5;

  private final InvertRun run;
  private final ErasedUnets erased;
  private final LearnedTokens tokens;
  private final EditSettings settings;
  private final long maxPixels;
  private final Broadcast<SerializableConfiguration> hadoop;

  MakePreviews(
      InvertRun run,
      ErasedUnets erased,
      LearnedTokens tokens,
      EditSettings settings,
      long maxPixels,
      Broadcast<SerializableConfiguration> hadoop) {
    this.run = run;
    this.erased = erased;
    this.tokens = tokens;
    this.settings = settings;
    this.maxPixels = maxPixels;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> concepts) {
    if (!concepts.hasNext()) {
      return concepts;
    }
    TaskDevice device = TaskDevice.current(run.executor().choice());
    List<Row> tiles = new ArrayList<>();
    // where weights belong to a class, a partition holds one class
    BufferedIterator<Row> ahead = JavaConverters.asScalaIterator(concepts).buffered();
    ErasedFile weights = erased.of(ahead.head().getAs("class"));
    try (ExecutorModels.Lease lease =
        ExecutorModels.borrow(
            new ExecutorModels.Wanted(run.model(), run.modelDigest(), weights, false),
            run.executor(),
            device,
            hadoop.value().value())) {
      List<EditRequest> requests = new ArrayList<>();
      JavaConverters.asJavaIterator(ahead)
          .forEachRemaining(concept -> plan(concept, requests, tiles));
      new ImageToImage(lease.model(), settings, tokens)
          .edit(requests.iterator())
          .forEachRemaining(result -> tiles.add(tile(result)));
    }
    return tiles.iterator();
  }

  private void plan(Row concept, List<EditRequest> requests, List<Row> tiles) {
    int line = concept.getAs("line");
    String placeholder = concept.getAs("placeholder");
    Image photo = photo(concept);
    tiles.add(RowFactory.create(line, 0, placeholder, ImageEncoder.png(photo)));
    for (int i = 0; i < EACH; i++) {
      String prompt = PROMPT + placeholder;
      requests.add(EditRequest.fromNoise(id(line, 1 + i), prompt, "", GUIDANCE_SCALE, i));
      requests.add(
          new EditRequest(
              id(line, 1 + EACH + i),
              placeholder,
              photo,
              prompt,
              "",
              INTENSITY,
              GUIDANCE_SCALE,
              i,
              null));
    }
  }

  private Image photo(Row concept) {
    try {
      return Resize.to(
          new ImageDecoder(maxPixels).decode(concept.getAs("bytes")),
          settings.width(),
          settings.height(),
          Resample.BILINEAR);
    } catch (UndecodableImageException e) {
      throw new IllegalStateException(
          "A photo that was decoded before must be readable: " + concept.getAs("photo"), e);
    }
  }

  private static String id(int line, int place) {
    return line + " " + place;
  }

  private static Row tile(EditResult result) {
    String[] id = result.id().split(" ");
    int place = Integer.parseInt(id[1]);
    String caption = place <= EACH ? "from noise" : "from the photo";
    Image image =
        result instanceof Edited edited
            ? edited.image()
            : new Image(1, 1, new byte[Image.CHANNELS]);
    return RowFactory.create(
        Integer.parseInt(id[0]),
        place,
        result instanceof Edited ? caption : "no picture",
        ImageEncoder.png(image));
  }
}
