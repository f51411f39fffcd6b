import { expect, test } from "vitest";
import { readDockerfile } from "./dockerfile.ts";

const text = `# syntax=docker/dockerfile:1
ARG VERSION=3.13
FROM python:\${VERSION}-slim AS base
ENV PORT=8080 LEVEL="very high"
EXPOSE $PORT
FROM base AS build
COPY pyproject.toml \\
  # a comment between
  uv.lock ./
RUN <<EOF
COPY not-this .
EOF
FROM base
COPY --from=build /app /app
COPY --chown=1:1 ["a b.txt", "dir/", "/app/"]
ADD https://example.org/x /x
CMD ["python", "main.py"]
`;

test("what is taken from the context, over continued lines and here-documents, and what is not", () => {
  expect(readDockerfile(text).takes.map(({ written, line }) => `${line} ${written}`)).toEqual([
    "7 pyproject.toml",
    "7 uv.lock",
    "15 a b.txt",
    "15 dir/",
  ]);
});

test("the last stage is made of those that it is built upon, and not of others", () => {
  const { final, arguments: values } = readDockerfile(text);
  expect(final.map(({ name }) => name)).toEqual(["ENV", "EXPOSE", "COPY", "COPY", "ADD", "CMD"]);
  expect(values).toEqual({ VERSION: "3.13" });
});
