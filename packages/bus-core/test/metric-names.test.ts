import { describe, expect, it } from 'vitest';
import { durationBucketsSeconds, metricNames, prometheusName } from '../src/metric-names.ts';

const all = Object.values(metricNames);

describe('metric names', () => {
  it.each([
    ['sent', 'messaging_client_sent_messages_total'],
    ['consumed', 'messaging_client_consumed_messages_total'],
    ['operationDuration', 'messaging_client_operation_duration_seconds'],
    ['processDuration', 'messaging_process_duration_seconds'],
    ['deliveryLatency', 'myelin_message_delivery_latency_seconds'],
    ['requestDuration', 'myelin_request_duration_seconds'],
    ['settled', 'myelin_settled_messages_total'],
    ['dropped', 'myelin_dropped_messages_total'],
    ['deadLetterBacklog', 'myelin_dead_letter_backlog'],
    ['oldestMessageAge', 'myelin_subscription_oldest_message_age_seconds'],
    ['storageSize', 'myelin_storage_size_bytes'],
  ] as const)('%s is %s for Prometheus', (instrument, expected) => {
    expect(prometheusName(metricNames[instrument])).toBe(expected);
  });

  it('are not used twice', () => {
    expect(new Set(all.map(prometheusName)).size).toBe(all.length);
  });

  it('of gauges never end as those of other kinds do', () => {
    const gauges = all.filter(({ kind }) => kind === 'gauge').map(prometheusName);
    expect(gauges.filter((name) => /_(count|sum|total)$/.test(name))).toEqual([]);
  });

  it('come with buckets that rise', () => {
    expect(durationBucketsSeconds).toEqual(durationBucketsSeconds.toSorted((a, b) => a - b));
  });
});
