import { describe, expect, it } from 'vitest';
import { type Cue, createAnimationMachine } from '../src/figurine/animation.ts';
import { drawSkeleton, SKELETON_HEIGHT } from '../src/figurine/skeleton.ts';

function cue(id: string, at: number, intensity = 0.5): Cue {
  return { id, at, animation: 'wave', durationMs: 1_000, intensity };
}

describe('the animation machine', () => {
  it('rests until it is told otherwise, and again afterwards', () => {
    const machine = createAnimationMachine();
    expect(machine.at(0)).toBeUndefined();
    machine.cue(cue('a', 0));
    expect(machine.at(999)?.id).toBe('a');
    expect(machine.at(1_000)).toBeUndefined();
  });

  it('plays a cue that comes twice once', () => {
    const machine = createAnimationMachine();
    machine.cue(cue('a', 0));
    expect(machine.cue(cue('a', 5_000))).toBe('repeated');
  });

  it('lets an equal cue wait its turn', () => {
    const machine = createAnimationMachine();
    machine.cue(cue('a', 0));
    expect(machine.cue(cue('b', 500))).toBe('waiting');
    expect(machine.at(999)?.id).toBe('a');
    expect(machine.at(1_500)?.id).toBe('b');
  });

  it('interrupts for a livelier cue', () => {
    const machine = createAnimationMachine();
    machine.cue(cue('a', 0, 0.2));
    expect(machine.cue(cue('b', 500, 0.9))).toBe('playing');
    expect(machine.at(500)?.id).toBe('b');
  });

  it('keeps no more than three waiting', () => {
    const machine = createAnimationMachine();
    const played = ['a', 'b', 'c', 'd', 'e'].map((id) => machine.cue(cue(id, 0)));
    expect(played).toEqual(['playing', 'waiting', 'waiting', 'waiting', 'crowded-out']);
  });
});

describe('the skeleton', () => {
  it.each(['rest', 'wave', 'think', 'cheer', 'stretch', 'nudge', 'sleep', 'dance'] as const)(
    'moves when it plays %s',
    (animation) => {
      const [first, second] = [0, 1].map((beat) => drawSkeleton(animation, { beat }));
      expect(first).toHaveLength(SKELETON_HEIGHT);
      expect(first).not.toEqual(second);
    },
  );

  it('speaks in a bubble that keeps every word', () => {
    const speech = 'Two minutes on the task, then see how it feels.';
    const bubble = drawSkeleton('nudge', { beat: 0, speech })
      .join(' ')
      .replace(/[^A-Za-z.,]+/g, ' ');
    expect(bubble).toContain('Two minutes on the task, then see');
    expect(bubble).toContain('feels.');
  });

  it('passes no control character on to the terminal', () => {
    const drawn = drawSkeleton('rest', { beat: 0, speech: '\u001b[2Jgone\r\nthere' }).join('\n');
    expect(drawn).toContain('gone');
    expect(drawn.includes('\u001b') || drawn.includes('\r')).toBe(false);
  });
});
