import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;
import java.util.List;

/**
 * A program of somebody who has DJL and nothing of this project: loads a model folder by its URL
 * and prints, for each image, the names of the classes and their probabilities.
 */
public class DjlAlone {
  public static void main(String[] arguments) throws Exception {
    Criteria<Image, Classifications> criteria =
        Criteria.builder()
            .setTypes(Image.class, Classifications.class)
            .optModelUrls(arguments[0])
            .build();
    try (ZooModel<Image, Classifications> model = criteria.loadModel();
        Predictor<Image, Classifications> predictor = model.newPredictor()) {
      for (String file : List.of(arguments).subList(1, arguments.length)) {
        Classifications found = predictor.predict(ImageFactory.getInstance().fromFile(Path.of(file)));
        System.out.println("names " + String.join("|", found.getClassNames()));
        System.out.println("probabilities " + found.getProbabilities());
      }
    }
  }
}
