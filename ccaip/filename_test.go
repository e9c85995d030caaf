package ccaip_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
)

func TestFileNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]ccaip.FileName{
		"metadata-418.json":       {Kind: ccaip.FileMetadata, ID: "418", ContentType: "application/json"},
		"metadata-418.txt":        {Kind: ccaip.FileMetadata, ID: "418", ContentType: "application/json"},
		"call-418.mp3":            {Kind: ccaip.FileRecording, Session: ccaip.KindCall, ID: "418", ContentType: "audio/mpeg"},
		"call-418.wav":            {Kind: ccaip.FileRecording, Session: ccaip.KindCall, ID: "418", ContentType: "audio/wav"},
		"call-418-2.wav":          {Kind: ccaip.FileRecording, Session: ccaip.KindCall, ID: "418", Part: "2", ContentType: "audio/wav"},
		"chat-77.txt":             {Kind: ccaip.FileTranscript, Session: ccaip.KindChat, ID: "77", ContentType: "text/plain; charset=utf-8"},
		"call-418-photo-3.jpg":    {Kind: ccaip.FilePhoto, Session: ccaip.KindCall, ID: "418", Part: "3", ContentType: "image/jpeg"},
		"chat-77-photo-a1.jpeg":   {Kind: ccaip.FilePhoto, Session: ccaip.KindChat, ID: "77", Part: "a1", ContentType: "image/jpeg"},
		"call-418-video-12.mp4":   {Kind: ccaip.FileVideo, Session: ccaip.KindCall, ID: "418", Part: "12", ContentType: "video/mp4"},
		"chat-9f3c01-video-2.mp4": {Kind: ccaip.FileVideo, Session: ccaip.KindChat, ID: "9f3c01", Part: "2", ContentType: "video/mp4"},
	} {
		got, ok := ccaip.ParseFileName(name)
		require.True(t, ok, name)
		require.Equal(t, want, got, name)
	}
}

func TestOtherFiles(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", ".", "..", "/", "call-.mp3", "call-418", "call-418.mp3 ", " call-418.mp3", "call-418.mp3\n", "call-418.MP4", "call-418.mp3.part",
		".call-418.mp3.part", "x/call-418.mp3", "../call-418.mp3", "call-../418.mp3", "call-..-photo-1.jpg", "call-418-photo-.jpg",
		"call-418-photo-1.exe", "metadata-.json", "metadata-4/18.json", "metadata-418-1.json", "email-5.pdf", "call-4%2F18.mp3", "chat-77-2.txt",
		"call-" + strings.Repeat("1", 65) + ".mp3", "call-418-1234567890.wav", "call-é.mp3", "call-418\x00.mp3",
	} {
		_, ok := ccaip.ParseFileName(name)
		require.False(t, ok, "%q", name)
	}
}

func TestFileBelongsToASession(t *testing.T) {
	t.Parallel()
	recording, _ := ccaip.ParseFileName("call-418.mp3")
	metadata, _ := ccaip.ParseFileName("metadata-418.json")
	require.True(t, recording.Of(ccaip.KindCall, "418"))
	require.False(t, recording.Of(ccaip.KindChat, "418"))
	require.False(t, recording.Of(ccaip.KindCall, "41"))
	require.True(t, metadata.Of(ccaip.KindCall, "418"))
	require.True(t, metadata.Of(ccaip.KindChat, "418"))
}

// FuzzFileName: a name that is read stays inside any folder, and tells whose it is.
func FuzzFileName(f *testing.F) {
	for _, name := range []string{"metadata-418.json", "call-418-2.wav", "chat-77.txt", "call-418-photo-3.jpg", "../call-1.mp3", "call-1.mp3/..", `call-1\..\x.mp3`} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		parsed, ok := ccaip.ParseFileName(name)
		if !ok {
			return
		}
		if filepath.Base(name) != name || !filepath.IsLocal(name) || strings.ContainsAny(name, "/\\\x00\n") || name[0] == '.' {
			t.Fatalf("%q leads out of its folder", name)
		}
		if parsed.Kind == "" || parsed.ID == "" || parsed.ContentType == "" {
			t.Fatalf("%q is read halfway: %+v", name, parsed)
		}
		if !parsed.Of(ccaip.KindCall, parsed.ID) && !parsed.Of(ccaip.KindChat, parsed.ID) {
			t.Fatalf("%q belongs to nobody", name)
		}
	})
}
