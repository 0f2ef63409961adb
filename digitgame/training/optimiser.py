"""Adam in one operation a variable."""

from __future__ import annotations

from typing import Any

from digitgame.training.backend import keras, tf


class Adam(keras.optimizers.Adam):  # type: ignore[misc]
    """Keras' Adam (Kingma and Ba 2015; with `weight_decay`, AdamW), its dozen operations a variable fused into one."""

    _powers: tuple[Any, Any] | None = None  # of the betas, at this step

    def apply(self, grads: Any, trainable_variables: Any = None) -> None:
        """Take a step. What is the same for all variables is worked out once, where one device has them all."""
        self._powers = None if tf.distribute.has_strategy() else self._at_this_step()
        super().apply(grads, trainable_variables)

    def _at_this_step(self) -> tuple[Any, Any]:
        step = tf.cast(self.iterations + 1, tf.float32)
        return self.beta_1**step, self.beta_2**step

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Take a step for one tf.Variable (of this device): Keras calls this for each of them."""
        at = self._get_variable_index(variable)
        beta1_power, beta2_power = self._powers or self._at_this_step()
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[at].value.handle,
            v=self._velocities[at].value.handle,
            beta1_power=beta1_power,
            beta2_power=beta2_power,
            lr=tf.cast(learning_rate, tf.float32),
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient,
        )
