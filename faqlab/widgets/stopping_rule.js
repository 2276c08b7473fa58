// Early stopping over a recorded curve: the rule of core/stopping_rule.py and the sentences of
// core/stopping_words.py, so that a slider is answered without the kernel. A test compares both.

/**
 * Follow the rule of `keras.callbacks.EarlyStopping` over one curve.
 * `curve` has name, values, there, first (Keras's index of its first epoch) and direction. null: nobody knows
 * which way is better.
 */
function replayRule(curve, rule) {
  const mode = rule.mode === "auto" ? curve.direction : rule.mode;
  if (!mode) return null;
  const sign = mode === "min" ? 1 : -1;
  const delta = Math.abs(rule.min_delta);
  // Keras subtracts in double precision and compares in single precision.
  const bar = rule.baseline === null ? null : Math.fround(sign * rule.baseline);
  let [best, bestRow, wait, stopped] = [null, null, 0, false];
  const [better, waited] = [[], []];
  for (let row = 0; row < curve.values.length && !stopped; row += 1) {
    if (curve.there[row] && curve.first + row >= rule.start_from_epoch) {
      const level = sign * curve.values[row];
      const candidate = Math.fround(level + delta);
      wait += 1;
      if (best === null || candidate < best) {
        [best, bestRow] = [Math.fround(level), row];
        better.push(curve.first + row + 1);
        // Only what is better than both starts the patience anew.
        if (bar === null || candidate < bar) wait = 0;
      } else stopped = wait >= rule.patience;
    }
    waited.push(wait);
  }
  const ran = waited.length;
  const last = curve.first + ran;
  const best_epoch = bestRow === null ? null : curve.first + bestRow + 1;
  return {
    curve,
    rule,
    mode,
    ran,
    last,
    stopped,
    better,
    waited,
    best_epoch,
    stops_after: stopped ? last : null,
    kept_epoch: rule.restore_best_weights && best_epoch !== null ? best_epoch : last,
    lowest_epoch: lowestEpoch(curve, sign),
  };
}

/** The best epoch of the whole record, whatever the rule looks at; null where nothing is finite. */
function lowestEpoch(curve, sign) {
  let [lowest, row] = [Infinity, null];
  for (let i = 0; i < curve.values.length; i += 1) {
    const level = sign * curve.values[i];
    if (curve.there[i] && Number.isFinite(level) && level < lowest) [lowest, row] = [level, i];
  }
  return row === null ? null : curve.first + row + 1;
}

/** The value of an epoch, as a reader counts. */
function valueOf(curve, epoch) {
  return curve.values[epoch - curve.first - 1];
}

function countEpochs(count) {
  return `${count} epoch${count === 1 ? "" : "s"}`;
}

/** Why training ends where it does. */
function whyItEnds(replay) {
  const { curve, rule, ran, last, best_epoch: best, stopped } = replay;
  const { name } = curve;
  const wait = replay.waited[ran - 1];
  if (best === null) {
    if (!curve.there.some(Boolean)) return `Training is never stopped: no epoch reports ${name}.`;
    return `Training is never stopped: with start_from_epoch=${rule.start_from_epoch}, none of ${countEpochs(ran)} is looked at.`;
  }
  if (Number.isNaN(valueOf(curve, best))) {
    const end = stopped ? `training stops after epoch ${last}` : "the record ends first";
    return `The first value looked at is NaN, and nothing is better than NaN: ${end}.`;
  }
  const after = `after the best ${name}, in epoch ${best}, `;
  // What is counted beyond the epochs since the best: those that the baseline kept waiting.
  const since = curve.there.slice(best - curve.first, ran).filter(Boolean).length;
  const vain = wait > since;
  if (stopped) {
    if (vain) return `Training stops after epoch ${last}: ${countEpochs(wait)} in a row didn't better the baseline, and this one isn't the best so far.`;
    return `Training stops after epoch ${last}: ${after}${countEpochs(wait)} in a row brought nothing better.`;
  }
  const patience = Math.max(1, rule.patience);
  if (!wait) return `Training is never stopped: the best ${name}, in epoch ${best}, is the last one looked at.`;
  if (vain && wait >= patience) {
    return `Training is never stopped: ${countEpochs(wait)} in a row didn't better the baseline, but an epoch with the best ${name} so far never ends it.`;
  }
  return `Training is never stopped: ${vain ? "" : after}the record ends with ${wait} of ${countEpochs(patience)} of patience used up.`;
}

/** Which epoch's weights the model has in the end. */
function whichWeights({ curve, last, best_epoch: best, kept_epoch: kept }) {
  if (best === null) return `You keep the weights of epoch ${last}, the last one.`;
  if (best === last) return `You keep the weights of epoch ${last}, the last one and the best.`;
  if (kept === best) {
    const taken = Number.isNaN(valueOf(curve, best)) ? "which count as the best" : "the best";
    return `You keep the weights of epoch ${best}, ${taken}; epoch ${last} was the last one.`;
  }
  return `You keep the weights of epoch ${last}, the last one trained; those of epoch ${best} are gone.`;
}

/** What is saved, and what is missed. */
function whatItCosts({ curve, ran, last, kept_epoch: kept, lowest_epoch: lowest }) {
  const parts = [];
  const whole = curve.values.length;
  const saved = whole - ran;
  if (saved) parts.push(`${saved} of ${countEpochs(whole)} ${saved === 1 ? "is" : "are"} saved.`);
  if (lowest !== null && lowest > last) {
    parts.push(`The best recorded ${curve.name} would have come later, in epoch ${lowest}.`);
  } else if (lowest !== null && lowest !== kept) {
    parts.push(`The best recorded ${curve.name} is that of epoch ${lowest}.`);
  }
  return parts.join(" ");
}

/** The whole story; where nobody knows which way is better, what to do about it. */
function storyOf(replay) {
  return [whyItEnds(replay), whichWeights(replay), whatItCosts(replay)].filter(Boolean);
}

/** The call that does this in a training, with what differs from Keras's defaults. */
function callOf(rule) {
  const given = [`monitor="${rule.monitor}"`];
  if (rule.mode !== "auto") given.push(`mode="${rule.mode}"`);
  for (const name of ["patience", "min_delta", "start_from_epoch"]) {
    if (rule[name]) given.push(`${name}=${rule[name]}`);
  }
  if (rule.baseline !== null) given.push(`baseline=${rule.baseline}`);
  if (rule.restore_best_weights) given.push("restore_best_weights=True");
  return `keras.callbacks.EarlyStopping(${given.join(", ")})`;
}
