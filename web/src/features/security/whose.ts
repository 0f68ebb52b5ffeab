import type { TFunction } from 'i18next';
import type { components } from '@/lib/api/schema';

type AuditRecord = components['schemas']['AuditView'];

const SHOWN = 5;

/** The persons that a record names. */
export function personsOf(record: AuditRecord): number[] {
  return record.persons ? (JSON.parse(record.persons) as number[]) : [];
}

/** Whose data a question could show, in words. */
export function whose(record: AuditRecord, t: TFunction<'security'>): string {
  const persons = personsOf(record);
  const some = persons.slice(0, SHOWN).join(', ') + (persons.length > SHOWN ? ' …' : '');
  if (record.reach === 'named') return some;
  if (record.reach === 'aggregate') return t('reach.aggregate');
  return persons.length > 0
    ? t('reach.everybodyShown', { count: persons.length, persons: some })
    : t('reach.everybody');
}

/** The tables that a record's question read. */
export function tablesOf(record: AuditRecord): string | null {
  return record.policies ? Object.keys(JSON.parse(record.policies) as object).join(', ') : null;
}
