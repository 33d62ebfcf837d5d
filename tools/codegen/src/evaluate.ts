/** Any schema → JSON Schema → contract model: the one door through which schemas enter. */
import type { AnySchema } from './define.ts';
import { isSchema } from './json-schema.ts';
import type { Shape } from './model.ts';
import { normalise } from './normalise.ts';
import type { Findings } from './problem.ts';
import { fromZod3, isZod3 } from './zod3.ts';
import { fromZod4, isZod4 } from './zod4.ts';

/** The model of a schema. What it cannot say is reported, and reads as `unknown`. */
export function evaluate(
  schema: AnySchema,
  findings: Findings,
): { readonly shape: Shape; readonly sensitive: boolean } {
  if (!isSchema(schema)) {
    findings.add('the schema is missing', 'Give a zod schema or JSON Schema.');
    return normalise({}, findings);
  }
  if (isZod4(schema)) return normalise(fromZod4(schema, findings), findings);
  return normalise(isZod3(schema) ? fromZod3(schema, findings) : schema, findings);
}
