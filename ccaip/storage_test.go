package ccaip_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
)

// noon is when the first of a test's files was written.
var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// exported makes a folder with files, each written a minute after the one before.
func exported(t *testing.T, names ...string) (*ccaip.Storage, string) {
	t.Helper()
	folder := t.TempDir()
	for i, name := range names {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte("content of "+name), 0o600))
		at := noon.Add(time.Duration(i) * time.Minute)
		require.NoError(t, os.Chtimes(path, at, at))
	}
	s, err := ccaip.OpenStorage(ccaip.StorageConfig{URL: "file://" + folder})
	require.NoError(t, err)
	return s, folder
}

func names(files []ccaip.StoredFile) []string {
	all := []string{}
	for _, f := range files {
		all = append(all, f.Name)
	}
	return all
}

func TestFolderIsListedOldestFirst(t *testing.T) {
	t.Parallel()
	s, folder := exported(t, "metadata-419.json", "call-418.wav", "notes.txt", ".call-420.wav.part", "chat-77.txt")
	require.NoError(t, os.Mkdir(filepath.Join(folder, "call-421.wav"), 0o700))
	require.NoError(t, os.Symlink(filepath.Join(folder, "call-418.wav"), filepath.Join(folder, "call-422.wav")))
	files, err := s.List(t.Context(), time.Time{})
	require.NoError(t, err)
	require.Equal(t, []string{"metadata-419.json", "call-418.wav", "chat-77.txt"}, names(files))
	require.Equal(t, ccaip.FileRecording, files[1].Kind)
	require.Equal(t, "418", files[1].ID)
	require.EqualValues(t, len("content of call-418.wav"), files[1].Size)
	require.True(t, noon.Add(time.Minute).Equal(files[1].At))
}

func TestFolderIsListedSince(t *testing.T) {
	t.Parallel()
	s, folder := exported(t, "call-1.wav", "call-2.wav", "call-3.wav")
	files, err := s.List(t.Context(), noon.Add(time.Minute))
	require.NoError(t, err)
	require.Equal(t, []string{"call-2.wav", "call-3.wav"}, names(files), "that moment included")
	later := noon.Add(time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(folder, "call-1.wav"), later, later))
	files, err = s.List(t.Context(), files[1].At)
	require.NoError(t, err)
	require.Equal(t, []string{"call-3.wav", "call-1.wav"}, names(files), "what was written again comes again")
}

func TestListingGoesOnWhereTheLastOneEnded(t *testing.T) {
	t.Parallel()
	var all []string
	for i := range 10_500 {
		all = append(all, fmt.Sprintf("chat-%d.txt", i))
	}
	s, _ := exported(t, all...)
	first, err := s.List(t.Context(), time.Time{})
	require.NoError(t, err)
	require.Len(t, first, 10_000)
	rest, err := s.List(t.Context(), first[len(first)-1].At)
	require.NoError(t, err)
	require.Len(t, rest, 501)
	require.Equal(t, "chat-10499.txt", rest[500].Name)
}

func TestFilesOfOneSession(t *testing.T) {
	t.Parallel()
	s, _ := exported(t, "call-418.wav", "call-4180.wav", "call-41.wav", "call-418-2.wav", "call-418-photo-3.jpg", "chat-418.txt", "metadata-418.json", "metadata-4181.json")
	files, err := s.Of(t.Context(), ccaip.KindCall, "418")
	require.NoError(t, err)
	require.Equal(t, []string{"call-418.wav", "call-418-2.wav", "call-418-photo-3.jpg", "metadata-418.json"}, names(files))
	files, err = s.Of(t.Context(), ccaip.KindChat, "418")
	require.NoError(t, err)
	require.Equal(t, []string{"chat-418.txt", "metadata-418.json"}, names(files))
	for _, id := range []string{"", "..", "4/18", "418-2", "*"} {
		_, err = s.Of(t.Context(), ccaip.KindCall, id)
		require.Equal(t, ccaip.Refused, ccaip.KindOf(err), id)
	}
}

func TestFileIsOpened(t *testing.T) {
	t.Parallel()
	s, _ := exported(t, "call-418.wav")
	d, err := s.Open(t.Context(), "call-418.wav")
	require.NoError(t, err)
	raw, err := io.ReadAll(d)
	require.NoError(t, err)
	require.NoError(t, d.Close())
	require.Equal(t, "content of call-418.wav", string(raw))
	require.EqualValues(t, len(raw), d.Size)
	require.Equal(t, "audio/wav", d.ContentType)
}

func TestFileThatIsNotThere(t *testing.T) {
	t.Parallel()
	s, folder := exported(t, "call-418.wav")
	secret := filepath.Join(t.TempDir(), "call-1.wav")
	require.NoError(t, os.WriteFile(secret, []byte("elsewhere"), 0o600))
	require.NoError(t, os.Symlink(secret, filepath.Join(folder, "call-1.wav")))
	require.NoError(t, os.Symlink("call-418.wav", filepath.Join(folder, "call-2.wav")))
	require.NoError(t, os.Mkdir(filepath.Join(folder, "call-3.wav"), 0o700))
	socket, err := net.Listen("unix", filepath.Join(folder, "call-4.wav"))
	require.NoError(t, err)
	t.Cleanup(func() { socket.Close() })
	for _, name := range []string{"call-1.wav", "call-2.wav", "call-3.wav", "call-4.wav", "call-5.wav"} {
		_, err := s.Open(t.Context(), name)
		require.Equal(t, ccaip.NotFound, ccaip.KindOf(err), name)
	}
	for _, name := range []string{"", ".", "../" + filepath.Base(folder) + "/call-418.wav", "/etc/passwd", "call-418.wav/", "./call-418.wav"} {
		_, err := s.Open(t.Context(), name)
		require.Equal(t, ccaip.Refused, ccaip.KindOf(err), name)
	}
}

func TestReadIsCapped(t *testing.T) {
	t.Parallel()
	s, _ := exported(t, "metadata-418.json")
	raw, err := s.Read(t.Context(), "metadata-418.json", 28)
	require.NoError(t, err)
	require.Equal(t, "content of metadata-418.json", string(raw))
	_, err = s.Read(t.Context(), "metadata-418.json", 27)
	require.Equal(t, ccaip.Refused, ccaip.KindOf(err))
	require.ErrorContains(t, err, "larger")
}

func TestReadingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s, _ := exported(t, "call-418.wav")
	ctx, cancel := context.WithCancel(t.Context())
	d, err := s.Open(ctx, "call-418.wav")
	require.NoError(t, err)
	cancel()
	_, err = d.Read(make([]byte, 1))
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, d.Close())
	_, err = s.List(ctx, time.Time{})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, ccaip.Unreachable, ccaip.KindOf(err))
}

func TestFolderThatWentAway(t *testing.T) {
	t.Parallel()
	s, folder := exported(t, "call-418.wav")
	require.NoError(t, os.RemoveAll(folder))
	_, listed := s.List(t.Context(), time.Time{})
	_, opened := s.Open(t.Context(), "call-418.wav")
	for _, err := range []error{listed, opened} {
		require.Equal(t, ccaip.Unreachable, ccaip.KindOf(err), "it may come back")
		require.ErrorContains(t, err, "is it mounted?")
	}
	require.NoError(t, os.Mkdir(folder, 0o700))
	_, err := s.List(t.Context(), time.Time{})
	require.NoError(t, err)
}

func TestStorageAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"file:///var/exports", "file://localhost/var/exports", "file:///", "s3://bucket", "s3://bucket/a/folder?endpoint=https://storage.googleapis.com",
		"s3://bucket?endpoint=127.0.0.1:9000", "s3://bucket?endpoint=http://127.0.0.1:9000/&region=eu-west-1",
	} {
		_, err := ccaip.OpenStorage(ccaip.StorageConfig{URL: address})
		require.NoError(t, err, address)
	}
	for _, address := range []string{
		"", "/var/exports", "file:exports", "file://exports", "file:///var?x=1", "ftp://host/x", "s3://", "s3://?endpoint=https://x", "s3://bucket?end=https://x",
		"s3://bucket?endpoint=ftp://x", "s3://bucket?endpoint=https://x/path", "s3://bucket?endpoint=https://user:hush@x", "s3://key:hush@bucket?endpoint=https://x",
		"s3://bucket?endpoint=%zz", "s3://bu cket:hush@", "file:///var#hush",
	} {
		_, err := ccaip.OpenStorage(ccaip.StorageConfig{URL: address})
		require.Equal(t, ccaip.KeyAtFault, ccaip.KindOf(err), address)
		require.NotContains(t, err.Error(), "hush", "the address may hold what it should not")
	}
	_, err := ccaip.OpenStorage(ccaip.StorageConfig{URL: "s3://bucket", Key: "AKIA", Secret: ""})
	require.ErrorContains(t, err, "one of them is missing")
}
