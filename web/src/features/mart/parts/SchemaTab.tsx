import { KeyOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import type { Field, TableSchema } from '@/features/mart/api/table';
import styles from '@/features/mart/parts/SchemaTab.module.css';
import { Treatment } from '@/features/mart/parts/Treatment';

/** The columns as OMOP specifies them, where they point, and how I see them. */
export function SchemaTab({ schema }: { schema: TableSchema }) {
  const { t } = useTranslation('mart');
  return (
    <div className={styles.schema}>
      <Panel title={t('schema.columns', { count: schema.fields.length })} flush>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('schema.name')}</th>
              <th scope="col">{t('schema.type')}</th>
              <th scope="col">{t('schema.link')}</th>
              <th scope="col">{t('schema.treatment')}</th>
              <th scope="col">{t('schema.description')}</th>
            </tr>
          </thead>
          <tbody>
            {schema.fields.map((field) => (
              <FieldRow key={field.name} table={schema.name} field={field} />
            ))}
          </tbody>
        </table>
      </Panel>
      {schema.referenced_by.length > 0 && (
        <Panel title={t('schema.referencedBy')}>
          <ul className={styles.references}>
            {schema.referenced_by.map(({ table, field }) => (
              <li key={`${table}.${field}`}>
                <Link to="/mart/$table" params={{ table }} search={{ tab: 'schema' }}>
                  {table}
                </Link>
                <span className={styles.quiet}>.{field}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  );
}

function FieldRow({ table, field }: { table: string; field: Field }) {
  const { t } = useTranslation('mart');
  const target = field.foreign_key;
  return (
    <tr className={field.treatment === 'absent' ? styles.absent : undefined}>
      <th scope="row" className={styles.name}>
        {field.name}
        {field.primary_key && (
          <Tooltip title={t('schema.primaryKey')}>
            <KeyOutlined className={styles.key} aria-label={t('schema.primaryKey')} />
          </Tooltip>
        )}
      </th>
      <td className={styles.type}>
        {field.type}
        {field.required && <span className={styles.required}>{t('schema.required')}</span>}
      </td>
      <td>
        {target &&
          (target.visible ? (
            <Link to="/mart/$table" params={{ table: target.table }} search={{ tab: 'schema' }}>
              {target.table}
            </Link>
          ) : (
            <span className={styles.quiet}>{target.table}</span>
          ))}
        {field.concept_domain && <span className={styles.domain}>{field.concept_domain}</span>}
      </td>
      <td>
        <Treatment treatment={field.treatment} mask={field.mask} />
        {field.treatment === 'mask' && (
          <Link
            to="/security"
            search={{ tab: 'requests', want: `cdm.${table}.${field.name}` }}
            className={styles.ask}
            aria-label={t('treatment.askOf', { column: field.name })}
          >
            {t('treatment.ask')}
          </Link>
        )}
      </td>
      <td className={styles.description}>{field.description}</td>
    </tr>
  );
}
