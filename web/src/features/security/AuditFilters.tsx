import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/features/security/SecurityPage.module.css';

const route = getRouteApi('/shell/security');
const WORDS = ['table', 'purpose', 'project', 'surface', 'action'] as const;
const DAYS = ['since', 'until'] as const;

/** Conditions on the audit beside those in the grid's header; they hold together, and stand in the address. */
export function AuditFilters() {
  const { t } = useTranslation('security');
  const navigate = useNavigate();
  const search = route.useSearch();
  const keep = (changed: Partial<typeof search>) =>
    navigate({ to: '/security', search: { ...search, ...changed }, replace: true });
  const any = [search.person, ...WORDS.map((one) => search[one]), ...DAYS.map((one) => search[one])].some(
    (one) => one !== undefined,
  );
  return (
    <search className={styles.filters} aria-label={t('audit.filters')}>
      <InputNumber
        key={`person ${search.person}`}
        className={styles.filter}
        aria-label={t('audit.person')}
        placeholder={t('audit.person')}
        controls={false}
        precision={0}
        defaultValue={search.person}
        onPressEnter={(event) => event.currentTarget.blur()}
        onBlur={(event) => {
          const typed = event.currentTarget.value.trim();
          void keep({ person: typed && Number.isSafeInteger(Number(typed)) ? Number(typed) : undefined });
        }}
      />
      {WORDS.map((one) => (
        <Input
          key={`${one} ${search[one]}`}
          className={styles.filter}
          aria-label={t(`audit.${one}`)}
          placeholder={t(`audit.${one}`)}
          defaultValue={search[one]}
          maxLength={200}
          allowClear
          onClear={() => keep({ [one]: undefined })}
          onPressEnter={(event) => event.currentTarget.blur()}
          onBlur={(event) => keep({ [one]: event.currentTarget.value.trim() || undefined })}
        />
      ))}
      {DAYS.map((one) => (
        <span key={one} className={styles.day}>
          <label htmlFor={`audit-${one}`}>{t(`audit.${one}`)}</label>
          <Input
            id={`audit-${one}`}
            type="date"
            value={search[one] ?? ''}
            onChange={(event) => keep({ [one]: event.target.value || undefined })}
          />
        </span>
      ))}
      {any && (
        <Button type="link" onClick={() => navigate({ to: '/security', search: { tab: 'audit' } })}>
          {t('audit.clear')}
        </Button>
      )}
    </search>
  );
}
