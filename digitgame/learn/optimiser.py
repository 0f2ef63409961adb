"""Adam in one operation a variable."""

from __future__ import annotations

from typing import Any

from digitgame.learn.backend import keras, tf


class Adam(keras.optimizers.Adam):  # type: ignore[misc]
    """Keras' Adam (Kingma and Ba 2015; with `weight_decay`, AdamW), its dozen operations a variable fused into one."""

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Take a step for one tf.Variable (of this device): Keras calls this for each of them."""
        at = self._get_variable_index(variable)
        step = tf.cast(self.iterations + 1, tf.float32)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[at].value.handle,
            v=self._velocities[at].value.handle,
            beta1_power=self.beta_1**step,
            beta2_power=self.beta_2**step,
            lr=tf.cast(learning_rate, tf.float32),
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient,
        )
