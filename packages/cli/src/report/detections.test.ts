import { describe, expect, it } from 'vitest';
import { detectionsAmong, withF1 } from './detections.js';

const counts = { 'rtd.replacedFound': 0.1, 'rtd.replacedActual': 0.3, 'rtd.replacedPredicted': 0.2 };

describe('detections among recorded metrics', () => {
  it('are those with all three counts, and are told by their F1', () => {
    expect(detectionsAmong([...Object.keys(counts), 'mine.lostAndFound'])).toEqual(['rtd.replaced']);
    expect(withF1({ loss: 2, ...counts, 'mine.lostAndFound': 1 })).toEqual({
      loss: 2,
      'mine.lostAndFound': 1,
      'rtd.replacedF1': 0.2 / 0.5,
    });
  });

  it('have no F1 where there was nothing to find, and nothing found', () => {
    const none = { 'rtd.replacedFound': 0, 'rtd.replacedActual': 0, 'rtd.replacedPredicted': 0 };
    expect(withF1({ loss: 2, ...none })).toEqual({ loss: 2 });
  });
});
