import { TagOutlined } from '@ant-design/icons';
import { Button, Popconfirm, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { SyntheticTag } from '@/components/SyntheticTag';
import { useUntag } from '@/features/etl/api/snapshots';
import styles from '@/features/etl/snapshots/Snapshots.module.css';
import { TagDialog } from '@/features/etl/snapshots/TagDialog';
import { useFormat } from '@/lib/format/useFormat';
import type { Snapshot } from '@/lib/snapshot';

interface Props {
  snapshots: Snapshot[];
  mayName: boolean;
}

export function SnapshotTable({ snapshots, mayName }: Props) {
  const { t } = useTranslation('etl');
  const format = useFormat();
  const [naming, setNaming] = useState<number>();
  const untag = useUntag();
  return (
    <>
      {untag.error && <ErrorNotice error={untag.error} compact />}
      <table className={styles.table}>
        <thead>
          <tr>
            {(['version', 'published', 'run', 'source', 'vocabulary'] as const).map((key) => (
              <th key={key} scope="col">
                {t(`snapshots.${key}`)}
              </th>
            ))}
            <th scope="col" className={styles.number}>
              {t('snapshots.rows')}
            </th>
            <th scope="col" className={styles.number}>
              MB
            </th>
            <th scope="col">{t('snapshots.tags')}</th>
            <th scope="col">{t('snapshots.protected')}</th>
          </tr>
        </thead>
        <tbody>
          {snapshots.map((each) => (
            <tr key={each.version}>
              <th scope="row">{each.version}</th>
              <td title={format.dateTime(each.published_at)}>{format.ago(each.published_at)}</td>
              <td>{each.run ?? ''}</td>
              <td className={styles.source} title={each.source}>
                {each.synthetic && <SyntheticTag />} {each.source}
              </td>
              <td>{each.vocabulary_version}</td>
              <td className={styles.number}>{each.rows === null ? '–' : format.exact(each.rows)}</td>
              <td className={styles.number}>{(each.bytes / 1e6).toFixed(1)}</td>
              <td>
                {each.tags.map((tag) => (
                  <span key={tag.name} className={styles.tag}>
                    <Tag title={`${tag.created_by} · ${format.dateTime(tag.created_at)} ${tag.note}`}>
                      {tag.name}
                    </Tag>
                    {mayName && (
                      <Popconfirm
                        title={t('snapshots.untagAsk', { name: tag.name })}
                        description={t('snapshots.untagMeans')}
                        okText={t('snapshots.untag')}
                        onConfirm={() => untag.mutate(tag.name)}
                      >
                        <Button
                          size="small"
                          type="link"
                          aria-label={t('snapshots.untagName', { name: tag.name })}
                        >
                          {t('snapshots.untag')}
                        </Button>
                      </Popconfirm>
                    )}
                  </span>
                ))}
                {mayName && (
                  <Button
                    size="small"
                    type="text"
                    icon={<TagOutlined aria-hidden />}
                    aria-label={t('snapshots.tagVersion', { version: each.version })}
                    onClick={() => setNaming(each.version)}
                  />
                )}
              </td>
              <td>{each.protected.map((reason) => t(`snapshots.why.${reason}`)).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {naming !== undefined && <TagDialog version={naming} onClose={() => setNaming(undefined)} />}
    </>
  );
}
