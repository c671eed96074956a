package org.dafusion.jobs.pretrain;

import java.util.List;
import java.util.Objects;
import org.dafusion.data.Part;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.inversion.ConceptViews;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.pretrain.PretrainSettings;
import org.dafusion.pretrain.TrainingImage;
import org.dafusion.pretrain.TrainingImages;

/** What a part learns from and is judged by: rows of {@code examples}, brought to the driver. */
final class TrainingPictures {
  private final PretrainSettings settings;
  private final CaptionSettings captions;
  private final ImageDecoder decoder;
  private final List<ExampleRow> training;
  private final List<ExampleRow> validation;
  private final List<String> classNames;

  private TrainingPictures(
      PretrainSettings settings,
      CaptionSettings captions,
      long maxPixels,
      List<ExampleRow> training,
      List<ExampleRow> validation,
      List<String> classNames) {
    this.settings = settings;
    this.captions = captions;
    this.decoder = new ImageDecoder(maxPixels);
    this.training = training;
    this.validation = validation;
    this.classNames = classNames;
  }

  static TrainingPictures read(
      Workspace place,
      SelectedExamples selected,
      PretrainSettings settings,
      CaptionSettings captions,
      long maxPixels) {
    return new TrainingPictures(
        settings,
        captions,
        maxPixels,
        List.copyOf(selected.rows(place, Part.TRAIN)),
        List.copyOf(selected.rows(place, Part.VALIDATION)),
        selected.classNames(place));
  }

  /** Name of the data set. */
  String dataset() {
    return training.get(0).dataset();
  }

  /** By label. */
  List<String> classNames() {
    return classNames;
  }

  int trainingCount() {
    return training.size();
  }

  int validationCount() {
    return validation.size();
  }

  /** The captions of the training images. */
  List<String> texts() {
    return training.stream().map(this::caption).filter(Objects::nonNull).toList();
  }

  /** How many training images say themselves what they show. */
  long captioned() {
    return training.stream().filter(row -> row.caption() != null).count();
  }

  /** The decoded pictures, squashed to the working size. */
  TrainingImages images(String run) {
    return new TrainingImages(
        training.stream().map(this::image).toList(),
        validation.stream().map(this::image).toList(),
        run);
  }

  private TrainingImage image(ExampleRow row) {
    try {
      Image image = ConceptViews.squashed(decoder.decode(row.image()), settings.size());
      return new TrainingImage(image, caption(row), Math.toIntExact(row.label()));
    } catch (UndecodableImageException e) {
      throw new IllegalStateException(
          "A photo that was decoded before must be readable: " + row.id(), e);
    }
  }

  private String caption(ExampleRow row) {
    return row.caption() != null
        ? row.caption()
        : captions.caption(row.id(), row.className(), settings.seed());
  }
}
