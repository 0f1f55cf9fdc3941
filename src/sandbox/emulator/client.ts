import { WebSocket } from 'ws';
import { isJsonObject, type Json, type JsonObject, parseJson } from './json.ts';
import type { ActAnswers, ActName, Acts, LiveEvent, MessagesAnswer, PersonState } from './people.ts';

/** One person at an emulator that runs elsewhere: in another process, behind another port. */
export type RemotePerson = {
  state(): Promise<PersonState>;
  messages(
    channel: string,
    query?: { thread?: string; before?: string; limit?: number },
  ): Promise<MessagesAnswer>;
  act<Name extends ActName>(name: Name, body: Acts[Name]): Promise<ActAnswers[Name]>;
  /** Hears live events until the answered function is called. `seen` as `hello` and the events told. */
  live(listener: (event: LiveEvent) => void, seen?: { since: number; epoch: string }): () => void;
};

/** Speaks `/people` over HTTP. Every call rejects with an Error when the emulator refuses or is gone. */
export function remotePerson(url: string, user: string): RemotePerson {
  const base = `${url}/people/${encodeURIComponent(user)}`;
  return {
    state: () => ask<PersonState>(`${base}/state`),
    messages(channel, query = {}) {
      const search = new URLSearchParams(
        Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
      );
      return ask<MessagesAnswer>(`${base}/conversations/${channel}/messages?${search}`);
    },
    act: <Name extends ActName>(name: Name, body: Acts[Name]) =>
      ask<ActAnswers[Name]>(`${base}/${name}`, { method: 'POST', body: JSON.stringify(body) }),
    live(listener, seen) {
      const search = seen ? `?since=${seen.since}&epoch=${seen.epoch}` : '';
      const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/live${search}`);
      socket.on('message', (data) => {
        const event: LiveEvent = JSON.parse(data.toString());
        listener(event);
      });
      socket.on('error', () => socket.terminate());
      return () => socket.terminate();
    },
  };
}

/** Speaks `/control` over HTTP: `remoteControl(url)('POST', 'clock', { advance_ms: 1000 })`. */
export function remoteControl(url: string) {
  return async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: Json): Promise<JsonObject> => {
    const answer = await ask<Json>(`${url}/control/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return isJsonObject(answer) ? answer : {};
  };
}

async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) {
    const error = parseJson(text);
    throw new Error(`${response.status} ${isJsonObject(error) ? String(error.error) : text}`);
  }
  const answer: T = JSON.parse(text);
  return answer;
}
