package org.dafusion.schedule;

/**
 * What the network was trained to predict. With x_t = α x_0 + σ ε and α² + σ² = 1:
 *
 * <ul>
 *   <li>epsilon: the noise ε (Ho et al. 2020, <a href="https://arxiv.org/abs/2006.11239">DDPM</a>);
 *   <li>v-prediction: v = α ε − σ x_0 (Salimans and Ho 2022, <a
 *       href="https://arxiv.org/abs/2202.00512">Progressive Distillation</a>, section 4).
 * </ul>
 */
public enum PredictionType {
  /** The network predicts the noise. */
  EPSILON {
    @Override
    Prediction original(double alpha, double sigma) {
      return new Prediction(1 / alpha, -sigma / alpha);
    }

    @Override
    Prediction noise(double alpha, double sigma) {
      return Prediction.RAW;
    }

    @Override
    Noising target(double alpha, double sigma) {
      return new Noising(0, 1);
    }
  },

  /** The network predicts the velocity v. */
  V_PREDICTION {
    @Override
    Prediction original(double alpha, double sigma) {
      return new Prediction(alpha, -sigma);
    }

    @Override
    Prediction noise(double alpha, double sigma) {
      return new Prediction(sigma, alpha);
    }

    @Override
    Noising target(double alpha, double sigma) {
      return new Noising(-sigma, alpha);
    }
  };

  /** The predicted clean sample x_0. */
  abstract Prediction original(double alpha, double sigma);

  /** The predicted noise ε. */
  abstract Prediction noise(double alpha, double sigma);

  /** What the network should have answered, from the clean sample and the noise. */
  abstract Noising target(double alpha, double sigma);
}
