/** What is generated of a contract, beside what others make of the same payloads: validators, then codecs. */
import { codecBench } from './codecs.ts';
import { validatorBench } from './validators.ts';

/** True where every target is met. */
export async function contracts(options: { readonly rounds: number; readonly only: RegExp }): Promise<boolean> {
  const validatorsMet = await validatorBench(options);
  console.log();
  const codecsMet = await codecBench(options);
  return validatorsMet && codecsMet;
}
