import { expect, it } from 'vitest';
import { isLoginRequired, problemOf } from '@/lib/api/problem';

it('reads the server’s code, message and next step', () => {
  const problem = problemOf({ code: 'forbidden', message: '권한이 없습니다.', next: '요청해 주세요.' }, 403);
  expect(problem).toMatchObject({
    code: 'forbidden',
    message: '권한이 없습니다.',
    next: '요청해 주세요.',
    status: 403,
  });
});

it('names an answer that is not the server’s by its status', () => {
  expect(problemOf('<html>Bad gateway</html>', 502).code).toBe('http_502');
  expect(problemOf(null, 500).code).toBe('http_500');
});

it('a wrong password is not an ended session', () => {
  expect(isLoginRequired(problemOf({ code: 'sign_in_failed', message: 'x', next: 'y' }, 401))).toBe(false);
  expect(isLoginRequired(problemOf({ code: 'login_required', message: 'x', next: 'y' }, 401))).toBe(true);
});
