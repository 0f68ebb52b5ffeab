import { useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '@/features/research/chart/Chart.module.css';

/** Opens the chart of a number. */
export function PatientForm() {
  const { t } = useTranslation('chart');
  const navigate = useNavigate();
  const [number, setNumber] = useState('');
  const fits = /^\d{1,19}$/.test(number.trim());
  function open(event: FormEvent) {
    event.preventDefault();
    if (fits) void navigate({ to: '/research/charts/$subject', params: { subject: number.trim() } });
  }
  return (
    <form className={styles.form} onSubmit={open}>
      <Input
        value={number}
        inputMode="numeric"
        aria-label={t('head.subject')}
        placeholder={t('head.subject')}
        style={{ width: 180 }}
        data-search-here
        onChange={(event) => setNumber(event.target.value)}
      />
      <Button htmlType="submit" disabled={!fits}>
        {t('open')}
      </Button>
    </form>
  );
}
