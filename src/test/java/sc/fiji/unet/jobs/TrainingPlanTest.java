package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import sc.fiji.unet.jobs.TrainingPlan.Aim;

class TrainingPlanTest {

  @Test
  void boundariesCountMoreWhereFewAreAnnotated() {
    TrainingPlan plan = TrainingPlan.of("Cells");
    assertEquals(1, plan.weightOfBackground(0.02));
    TrainingPlan boundaries = plan.objects(Aim.BOUNDARIES);
    assertEquals(3, boundaries.weightOfBackground(1));
    assertEquals(10, boundaries.weightOfBackground(0.02));
    assertEquals(2, boundaries.backgroundWeight(2).weightOfBackground(0.02));
  }
}
