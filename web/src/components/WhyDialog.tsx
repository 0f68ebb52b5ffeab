import { useQuery } from '@tanstack/react-query';
import { Modal, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import styles from '@/components/WhyDialog.module.css';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { maskName } from '@/lib/masks';
import { objectsQuery } from '@/lib/objects';

type Explanation = components['schemas']['Explanation'];
type Reason = components['schemas']['Reason'];

interface Props {
  table: string;
  column: string;
  /** Called once it has closed. */
  onClose: () => void;
}

/** Why the reader sees a column as they do: what is done to it, the rules that bear on it, and the way on. */
export function WhyDialog({ table, column, onClose }: Props) {
  const { t } = useTranslation();
  // Closed before it is taken away, so that the focus goes back to where it was.
  const [open, setOpen] = useState(true);
  const close = () => setOpen(false);
  const {
    data: told,
    error,
    refetch,
  } = useQuery({
    queryKey: ['why', table, column],
    queryFn: () => data(api.GET('/api/why', { params: { query: { table, column } } })),
    // Policies change while a page is open, and every asking stands in the audit.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <Modal open={open} title={t('why.title')} footer={null} onCancel={close} afterClose={onClose} width={560}>
      <p className={styles.of}>
        <code>{`${told?.table ?? table}.${column}`}</code>
      </p>
      {error && <ErrorNotice error={error} onRetry={refetch} compact />}
      {!told && !error && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {told && <Told told={told} column={column} onClose={close} />}
    </Modal>
  );
}

function Told({ told, column, onClose }: { told: Explanation; column: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: known } = useQuery(objectsQuery);
  const { treatment, mask, reasons } = told;
  const words = mask ? t('why.maskedAs', { mask: maskName(t, mask) }) : t(`why.${treatment as 'plain'}`);
  const askable = known?.tables.some(({ name, columns }) => name === told.table && columns.includes(column));
  return (
    <>
      <dl className={styles.facts}>
        <dt>{t('why.treatment')}</dt>
        <dd>
          {words}
          {told.rows_filtered && <div className={styles.quiet}>{t('why.rows')}</div>}
          {told.aggregate_only && <div className={styles.quiet}>{t('why.aggregates')}</div>}
        </dd>
        <dt>{t('why.rules')}</dt>
        <dd>
          {reasons.length === 0 && t('why.none')}
          <ul className={styles.rules}>
            {[...reasons]
              .sort((a, b) => Number(b.decides) - Number(a.decides))
              .map((reason) => (
                <Rule key={`${reason.source}:${reason.name}:${reason.effect}`} reason={reason} />
              ))}
          </ul>
        </dd>
      </dl>
      {treatment !== 'plain' && askable && (
        <LinkButton
          to="/security"
          search={{ tab: 'requests', want: `${told.table}.${column}` }}
          onClick={onClose}
        >
          {t('why.ask')}
        </LinkButton>
      )}
    </>
  );
}

function Rule({ reason }: { reason: Reason }) {
  const { t } = useTranslation();
  const { source, name, version, effect, mask, tag, decides } = reason;
  const isRole = source === 'role';
  const details = [
    t(`why.effect.${effect}`, { defaultValue: effect }),
    mask && maskName(t, mask),
    tag && t('why.tagged', { tag }),
  ];
  return (
    <li>
      {t(`why.${source}`)} <strong>{isRole ? t(`role.${name}`, { defaultValue: name }) : name}</strong>
      {version !== null && <span className={styles.quiet}> {t('why.version', { version })}</span>}
      {decides && <Tag className={styles.decides}>{t('why.decides')}</Tag>}
      <div className={styles.quiet}>{details.filter(Boolean).join(' · ')}</div>
    </li>
  );
}
