import { join } from 'node:path';
import { CheckpointStore } from '@cloze/checkpoints';
import {
  CheckpointError,
  ConfigError,
  DataError,
  silentLogger,
  systemClock,
  type BatchPosition,
  type MetricsRow,
  type Schedule,
} from '@cloze/contracts';
import { dispose } from '@tensorflow/tfjs-core';
import { accumulateGradients, TrainedVariables } from './accumulate-gradients.js';
import { BatchCursor, firstPosition } from './batch-cursor.js';
import { BestTracker } from './best-tracker.js';
import { groupsAt, type TrainedGroup } from '../parameters/trained-group.js';
import { dropoutMode } from './dropout-mode.js';
import { evaluate } from './evaluate.js';
import { LossMeter } from './loss-meter.js';
import { nextTurn } from './next-turn.js';
import { gradientNotFinite } from './not-finite.js';
import { parseRunState, type RunState } from './run-state.js';
import type { TrainInput, TrainResult } from './train-input.js';
import { planTraining, type TrainingPlan } from './training-plan.js';
import { takeAverages, WeightAverage, withoutAverages } from './weight-average.js';

/** What a step trains. */
interface TrainedNow {
  readonly groups: readonly TrainedGroup[];
  readonly variables: TrainedVariables;
}

/** One run of the loop in this process: the state of {@link train} and its parts in order. */
export class TrainingRun {
  readonly #input: TrainInput;
  readonly #store: CheckpointStore;
  readonly #meter: LossMeter;
  readonly #best: BestTracker;
  readonly #clock;
  readonly #logger;
  /** What the last step trained: more joins with gradual unfreezing. */
  #trained: TrainedNow | undefined;
  #plan: TrainingPlan = { totalSteps: 0, totalBatches: 0, epochs: 0 };
  #schedule: Schedule | undefined;
  #average: WeightAverage | undefined;
  #cursor: BatchCursor | undefined;
  #step = 0;
  #savedStep: number | undefined;
  #evaluatedStep = 0;
  #evaluation: Readonly<Record<string, number>> | undefined;
  #epoch = 0;
  #tokens = 0;
  #window = { tokens: 0, seconds: 0 };
  #secondsBefore = 0;
  #started = 0;

  constructor(input: TrainInput) {
    this.#input = input;
    this.#clock = input.clock ?? systemClock;
    this.#logger = input.logger ?? silentLogger;
    this.#store = new CheckpointStore(join(input.directory, 'checkpoints'), {
      keepLast: input.options.keepCheckpoints,
      logger: this.#logger,
      files: input.files,
    });
    this.#meter = new LossMeter(input.objectives);
    this.#best = new BestTracker(input.options);
  }

  /** Runs to the end, to an interruption or to early stopping. */
  async run(): Promise<TrainResult> {
    this.#check();
    try {
      await this.#prepare();
      return await this.#tracked();
    } finally {
      this.#average?.dispose();
      await this.#cursor?.close();
    }
  }

  async #tracked(): Promise<TrainResult> {
    const trackers = this.#input.trackers ?? [];
    try {
      const status = await this.#loop();
      for (const tracker of trackers) await tracker.finish();
      return this.#result(status);
    } catch (error) {
      // What went wrong first is what the user must see.
      for (const tracker of trackers) await tracker.finish().catch(() => undefined);
      throw error;
    }
  }

  #check(): void {
    const { groups, objectives, options, validation } = this.#input;
    if (objectives.length === 0)
      throw new ConfigError({
        what: 'There is nothing to train',
        where: 'objectives',
        received: 'none',
        allowed: 'one or more',
      });
    if (groupsAt(groups, { step: 0, epoch: 0 }).every(({ parameters }) => parameters.length === 0))
      throw new ConfigError({
        what: 'There is nothing to train',
        where: 'optimizer.freeze',
        received: 'no trainable parameter',
        fix: 'freeze less',
      });
    if (options.earlyStopping && !validation) {
      throw new ConfigError({
        what: 'Early stopping needs validation data',
        where: 'training.earlyStopping',
        received: 'no data.validation',
        fix: 'add `data.validation`, or remove `training.earlyStopping`',
      });
    }
  }

  /** Plans the run, makes sure that it can be saved, and takes up the last checkpoint when it resumes. */
  async #prepare(): Promise<void> {
    const { batches, options, resume, directory, schedule, trackers } = this.#input;
    this.#plan = await planTraining(batches, options);
    this.#schedule = schedule({ totalSteps: this.#plan.totalSteps });
    this.#warnOfLateGroups();
    await this.#store.recover();
    const trained = this.#input.groups.flatMap(({ parameters }) => parameters);
    this.#average = options.average && new WeightAverage(trained, options.average);
    const position = resume ? await this.#resume() : await this.#refuseExisting();
    this.#cursor = new BatchCursor(batches, position, this.#plan.totalBatches);
    const description = { directory, totalSteps: this.#plan.totalSteps, startStep: this.#step, logger: this.#logger };
    for (const tracker of trackers ?? []) await tracker.start(description);
    this.#started = this.#clock.monotonic();
  }

  /** Layers whose turn in gradual unfreezing comes after the last step are never trained. */
  #warnOfLateGroups(): void {
    const { totalSteps: step, epochs: epoch } = this.#plan;
    const ends = { step: step - 1, epoch: epoch - 1 };
    const reached = new Set(groupsAt(this.#input.groups, ends));
    const late = this.#input.groups.filter((group) => !reached.has(group)).flatMap(({ parameters }) => parameters);
    if (late.length === 0) return;
    this.#logger.warn(
      `The run ends after step ${step}, in epoch ${epoch}, before gradual unfreezing comes to ${late.length} parameters, ` +
        `${late[0].name} among them: they are not trained; a smaller optimizer.unfreeze.every trains them`,
    );
  }

  async #refuseExisting(): Promise<BatchPosition> {
    const last = (await this.#store.steps()).at(-1);
    if (last === undefined) return firstPosition;
    throw new CheckpointError({
      what: 'The folder already holds a run',
      where: this.#store.directory,
      received: `a checkpoint of step ${last}`,
      fix: 'resume the run (`--resume`), or choose another folder',
    });
  }

  async #resume(): Promise<BatchPosition> {
    const checkpoint = await this.#store.latest();
    if (!checkpoint) {
      this.#logger.info('There is no checkpoint to resume from: starting at step 0');
      return firstPosition;
    }
    const state = parseRunState(checkpoint.state, checkpoint.directory);
    await this.#store.discardAfter(checkpoint.step);
    await checkpoint.loadParameters(this.#input.parameters);
    this.#input.adapters?.apply();
    const optimizer = await checkpoint.optimizerState();
    this.#input.optimizer.restore(withoutAverages(optimizer));
    this.#average?.restore(optimizer);
    this.#schedule?.restore(state.schedule);
    this.#best.restore(state.best);
    this.#meter.restore(state.window);
    this.#window = { tokens: state.window.tokens, seconds: state.window.seconds };
    this.#evaluatedStep = state.evaluatedStep;
    this.#epoch = state.epoch;
    this.#tokens = state.tokens;
    this.#secondsBefore = state.seconds;
    this.#step = checkpoint.step;
    this.#savedStep = checkpoint.step;
    this.#logger.info(`Resuming after step ${checkpoint.step}`);
    return state.position;
  }

  async #loop(): Promise<TrainResult['status']> {
    const { signal } = this.#input;
    const { totalSteps } = this.#plan;
    // An interruption saves at once and leaves an evaluation that was due to the run that resumes.
    if (this.#step > 0 && this.#evaluationIsDue()) await this.#catchUpEvaluation();
    while (this.#step < totalSteps && !this.#best.stops) {
      if (signal?.aborted) return this.#interrupted();
      await this.#update();
      const improved = !signal?.aborted && this.#evaluationIsDue() && (await this.#evaluate());
      if (improved || this.#checkpointIsDue()) await this.#save();
      await nextTurn();
    }
    if (signal?.aborted && this.#evaluationIsDue()) return this.#interrupted();
    return this.#step < totalSteps ? 'stopped-early' : 'completed';
  }

  async #interrupted(): Promise<TrainResult['status']> {
    if (this.#step > 0 && this.#savedStep !== this.#step) await this.#save();
    return 'interrupted';
  }

  /** One optimizer step. */
  async #update(): Promise<void> {
    const { encoder, objectives, optimizer, learningRate: base, options, adapters, random } = this.#input;
    const started = this.#clock.monotonic();
    const batches = (await this.#cursor?.take(options.accumulate)) ?? [];
    if (batches.length === 0) throw this.#endedEarly();
    const place = { step: this.#step + 1, savedStep: this.#savedStep };
    const step = this.#step;
    const modeOf = (batch: number) => dropoutMode(random, step, batch);
    const { groups, variables } = this.#trainedIn(batches[0].epoch);
    const progress = this.#step / this.#plan.totalSteps;
    const { gradients, sums } = accumulateGradients(
      { encoder, objectives },
      variables,
      batches,
      modeOf,
      place,
      progress,
    );
    const learningRate = base * (this.#schedule?.factor(this.#step) ?? 1);
    const clipNorm = options.clipNorm ?? undefined;
    let gradientNorm: number;
    try {
      ({ gradientNorm } = optimizer.step(groups, gradients, { learningRate, clipNorm }));
      const ids = objectives.map(({ id }) => id);
      if (!Number.isFinite(gradientNorm)) throw gradientNotFinite(gradients, gradientNorm, ids, place);
    } finally {
      dispose([...gradients.values()]);
    }
    adapters?.apply();
    this.#step += 1;
    this.#average?.update(this.#step);
    this.#epoch = batches[batches.length - 1].epoch;
    sums.forEach((own, i) => this.#meter.add(own, batches[i].targets));
    const tokens = batches.reduce((total, { views }) => total + views.corrupted.inputIds.length, 0);
    this.#tokens += tokens;
    this.#window.tokens += tokens;
    this.#window.seconds += (this.#clock.monotonic() - started) / 1000;
    if (this.#step % options.logEvery === 0 || this.#isLast())
      this.#logWindow(progress, { learningRate, gradientNorm });
  }

  /** What this step trains; gradients are taken of that alone. */
  #trainedIn(epoch: number): TrainedNow {
    const groups = groupsAt(this.#input.groups, { step: this.#step, epoch });
    if (this.#trained?.groups.length !== groups.length)
      this.#trained = { groups, variables: new TrainedVariables(groups, this.#input.adapters) };
    return this.#trained;
  }

  /** @param progress before the step just made: whose weights the total has */
  #logWindow(progress: number, values: Readonly<Record<string, number>>): void {
    const { tokens, seconds } = this.#window;
    this.#row('train', {
      ...this.#meter.values(progress),
      ...values,
      tokens: this.#tokens,
      tokensPerSecond: seconds > 0 ? tokens / seconds : 0,
      seconds: this.#seconds(),
    });
    this.#meter.reset();
    this.#window = { tokens: 0, seconds: 0 };
  }

  #isLast(): boolean {
    return this.#step === this.#plan.totalSteps;
  }

  #evaluationIsDue(): boolean {
    if (!this.#input.validation || this.#evaluatedStep === this.#step) return false;
    return this.#step % this.#input.options.evaluateEvery === 0 || this.#isLast();
  }

  #checkpointIsDue(): boolean {
    return this.#step % this.#input.options.checkpointEvery === 0 || this.#isLast() || this.#best.stops;
  }

  /** Evaluates where it is due; true when the result is the best so far. Nothing is recorded when it is interrupted. */
  async #evaluate(): Promise<boolean> {
    const { encoder, objectives, validation, signal } = this.#input;
    const scores = async () =>
      this.#input.evaluate
        ? this.#input.evaluate(signal)
        : validation && evaluate({ encoder, objectives }, validation, signal);
    const averaged = this.#input.options.average?.use ? this.#average : undefined;
    const values = await (averaged ? this.#during(averaged, scores) : scores());
    if (!values) return false;
    this.#evaluation = values;
    this.#evaluatedStep = this.#step;
    this.#row('validation', { ...values, seconds: this.#seconds() });
    const improves = this.#best.update(this.#step, values);
    const { bestMetric } = this.#input.options;
    if (!Number.isFinite(values[bestMetric])) {
      this.#logger.warn(
        `"${bestMetric}" of the evaluation after step ${this.#step} is ${values[bestMetric]}: it does not count as an improvement.`,
      );
    }
    return improves;
  }

  /** Weights that adapters stand for follow the averages of these. */
  async #during<Result>(average: WeightAverage, work: () => Promise<Result>): Promise<Result> {
    const { adapters } = this.#input;
    const result = await average.during(() => {
      adapters?.apply();
      return work();
    });
    adapters?.apply();
    return result;
  }

  /** Metrics are made durable first, so that no checkpoint is ahead of them. */
  async #save(): Promise<void> {
    const { parameters } = this.#input;
    for (const tracker of this.#input.trackers ?? []) await tracker.flush();
    const optimizer = { ...this.#input.optimizer.state(), ...this.#average?.state() };
    const content = { step: this.#step, parameters, optimizer, state: this.#state() };
    await this.#store.save(content, this.#best.best?.step);
    this.#savedStep = this.#step;
  }

  /** Makes the evaluation that was due when the last part of the run was interrupted. */
  async #catchUpEvaluation(): Promise<void> {
    await this.#evaluate();
    if (this.#evaluatedStep !== this.#step) return;
    for (const tracker of this.#input.trackers ?? []) await tracker.flush();
    await this.#store.updateState(this.#step, this.#state(), this.#best.best?.step);
  }

  #state(): RunState {
    return {
      position: this.#cursor?.position ?? firstPosition,
      epoch: this.#epoch,
      schedule: { ...this.#schedule?.state() },
      best: this.#best.state(),
      evaluatedStep: this.#evaluatedStep,
      window: { ...this.#meter.state(), ...this.#window },
      tokens: this.#tokens,
      seconds: this.#seconds(),
    };
  }

  #row(split: MetricsRow['split'], values: Readonly<Record<string, number>>): void {
    const row = { step: this.#step, epoch: this.#epoch, split, values };
    for (const tracker of this.#input.trackers ?? []) tracker.row(row);
  }

  #seconds(): number {
    return this.#secondsBefore + (this.#clock.monotonic() - this.#started) / 1000;
  }

  #endedEarly(): DataError {
    return new DataError({
      what: 'The training data ended before the run did',
      where: `step ${this.#step + 1} of ${this.#plan.totalSteps}`,
      received: `${this.#cursor?.position.ordinal ?? 0} batches`,
      allowed: `${this.#plan.totalBatches}, as its plan says`,
    });
  }

  #result(status: TrainResult['status']): TrainResult {
    return {
      status,
      step: this.#step,
      totalSteps: this.#plan.totalSteps,
      best: this.#best.best,
      evaluation: this.#evaluation,
      loadWeights: (step) => this.#loadWeights(step),
    };
  }

  async #loadWeights(step: number): Promise<void> {
    const { parameters, options, adapters } = this.#input;
    if (step === this.#step && !options.average?.use) return;
    const checkpoint = await this.#store.at(step);
    await checkpoint.loadParameters(parameters);
    if (options.average?.use) takeAverages(parameters, await checkpoint.optimizerState());
    adapters?.apply();
  }
}
