package org.dafusion.bench;

import ai.djl.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dafusion.classifier.Backbone;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.classifier.ClassifierTrainer;
import org.dafusion.classifier.TrialListener;
import org.dafusion.classifier.TrialResult;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.Example;
import org.dafusion.data.Origin;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.metrics.Accuracy;
import org.dafusion.random.Seeds;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.RangelandTile;

/**
 * A classifier that never saw a synthetic picture: trained on many rendered tiles of some covers,
 * it says which of them a picture shows. Judging tiles that it was not trained on tells what the
 * best answer could be.
 */
final class SampleJudge implements AutoCloseable {
  /** Tiles of each cover that a judge of a bench learns from. */
  static final int TILES = 200;

  private final List<Cover> covers;
  private final Backbone backbone;
  private final ClassifierTrainer trainer;
  private final List<Example> tiles;

  /**
   * A judge among some covers.
   *
   * @param backbone as in {@code classifier.backbone}
   * @param count tiles of each cover to learn from
   */
  SampleJudge(String backbone, List<Cover> covers, int count) throws IOException {
    this.covers = covers;
    this.backbone = Backbone.load(BackboneSource.of(backbone), Device.cpu());
    ClassifierSettings settings =
        ClassifierSettings.from(
            ExperimentConfig.load(
                    ExperimentConfig.reference(),
                    null,
                    List.of(
                        "classifier.backbone=" + backbone,
                        "classifier.image-size=" + RangelandTile.SIZE,
                        "classifier.learning-rate=0.003",
                        "classifier.epochs=10",
                        "classifier.views=4"),
                    Map.of())
                .config()
                .getConfig("classifier"));
    trainer =
        new ClassifierTrainer(
            settings,
            this.backbone,
            new ImageDecoder(1_000_000),
            covers.stream().map(Cover::className).toList(),
            TrialListener.NONE);
    tiles = examples("judge", count);
  }

  /** Tiles that depend on a name, and on nothing that is drawn elsewhere. */
  static Image tile(String name, Cover cover, int number) {
    return RangelandTile.draw(cover, Seeds.derive(0, name, Integer.toString(number))).image();
  }

  private List<Example> examples(String name, int count) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int label = 0; label < covers.size(); label++) {
      for (int i = 0; i < count; i++) {
        examples.add(example(name, label, i, tile(name, covers.get(label), i)));
      }
    }
    return examples;
  }

  private Example example(String name, int label, int number, Image image) throws IOException {
    String className = covers.get(label).className();
    String id = "%s/%s/%d".formatted(name, className, number);
    return new Example(id, label, className, ImageEncoder.png(image), new Origin.Real(id));
  }

  /** Which pictures are taken for what they should show; all covers with equally many tiles. */
  Accuracy ofTiles(int count) throws IOException {
    return judge(examples("judged", count));
  }

  /**
   * Which pictures are taken for what they should show.
   *
   * @param pictures by cover, in the judge's order
   */
  Accuracy of(List<List<Image>> pictures) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int label = 0; label < covers.size(); label++) {
      for (int i = 0; i < pictures.get(label).size(); i++) {
        examples.add(example("sample", label, i, pictures.get(label).get(i)));
      }
    }
    return judge(examples);
  }

  private Accuracy judge(List<Example> judged) {
    TrialResult result = trainer.run(tiles, List.of(), judged);
    if (!result.skipped().isEmpty()) {
      throw new IllegalStateException("Cannot judge all pictures: " + result.skipped());
    }
    return result.last().accuracy();
  }

  @Override
  public void close() {
    backbone.close();
  }
}
