/** What others are told of an error. */
import type { ErrorReportInput } from '@skelly-jelly/cute-figurine';

type Description = Pick<ErrorReportInput, 'code' | 'message' | 'severity' | 'retryable'>;

/** Within the bounds of an ErrorReport, whatever was thrown. */
export function describeError(error: unknown): Description {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const retryable = error instanceof Error && 'retryable' in error && error.retryable === true;
  return {
    code: code.slice(0, 64) || 'HANDLER_FAILED',
    message: text.slice(0, 280) || 'It came without words.',
    severity: 'error',
    retryable,
  };
}
